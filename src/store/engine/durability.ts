/** What is committed survives a power cut, if nothing else is said. */
export type Durability = {
  /**
   * Who writes can do again what was committed last and is lost with the power: a commit does not wait for the disk. What was committed
   * before stays whole, and what somebody else commits durably afterwards makes it durable too.
   */
  readonly isRepeatable?: boolean;
};
