/**
 * Whoever works on a task without being in Slack, as a form names them among its people: an account, or a machine (a model, a
 * workflow), with a mark that no Slack user id has.
 */
const ACCOUNT = "account:";
const MACHINE = "machine:";

export const outsideKey = (account: string): string => ACCOUNT + account;
export const machineKey = (id: string): string => MACHINE + id;

/** Whether this key of a form's people stands for nobody in Slack. */
export const isOutside = (key: string): boolean => key.startsWith(ACCOUNT) || isMachine(key);

export const isMachine = (key: string): boolean => key.startsWith(MACHINE);

/** The account, or the id of the machine, that a key stands for. */
export const idOfOutside = (key: string): string => key.slice(key.indexOf(":") + 1);
