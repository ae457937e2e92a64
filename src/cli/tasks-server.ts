import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { ARRIVAL_TIMES, serverLimits } from "../http/server-limits.ts";
import type { TasksService } from "../tasks-service/create-tasks-service.ts";

/** The tasks service behind HTTP, with an answer for whoever looks whether it lives. */
export const createTasksServer = (service: Pick<TasksService, "fetch">, arrival = ARRIVAL_TIMES): Server =>
  createServer(
    serverLimits(arrival),
    getRequestListener(async (request) =>
      new URL(request.url).pathname === "/healthz" ? new Response("ok\n") : service.fetch(request),
    ),
  );
