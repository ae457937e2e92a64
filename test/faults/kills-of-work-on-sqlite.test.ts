import { label } from "./operations/label.ts";
import { send } from "./operations/send.ts";
import { testKills } from "./test-kills.ts";

testKills("sqlite", [send, label]);
