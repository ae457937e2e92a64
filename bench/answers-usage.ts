/** Loaded into a server before its own code (`--import`): tells the benchmark what the process has used so far. */
process.on("message", (question) => {
  if (question !== "usage") return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system, residentBytes: process.memoryUsage.rss() });
});
