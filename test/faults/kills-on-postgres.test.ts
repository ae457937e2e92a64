import { OPERATIONS } from "./run-kills.ts";
import { testKills } from "./test-kills.ts";

testKills("postgres", OPERATIONS);
