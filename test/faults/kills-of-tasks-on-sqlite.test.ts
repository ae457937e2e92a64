import { create } from "./operations/create.ts";
import { edit } from "./operations/edit.ts";
import { testKills } from "./test-kills.ts";

testKills("sqlite", [create, edit]);
