import { seedPeople, serviceDatabaseIn, taskOf, withLocalService } from "./local-service.ts";
import { seedInputs } from "./seed-rows.ts";
import { PEOPLE } from "./workspace.ts";

const INPUTS = 5_000;

/** Makes a task of short texts that are everybody's to label, in the database of the app that is to be measured; gives its id. */
export const seedLabeling = (dataDir: string): Promise<string> =>
  withLocalService(dataDir, async (service) => {
    await seedPeople(service, PEOPLE);
    seedInputs(serviceDatabaseIn(dataDir), INPUTS);
    const workers = PEOPLE.map((id) => ({ user: { id } }));
    const { tasks } = await service.post("tasks", {
      tasks: [taskOf("What people write", { strategy: "FULL", workers })],
    });
    const [task] = tasks ?? [];
    if (!task) throw new Error("no task was made");
    return task.id;
  });
