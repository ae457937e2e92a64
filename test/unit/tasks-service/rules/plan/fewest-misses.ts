type Edge = { to: number; room: number; cost: number; back: Edge | undefined };

/**
 * By how many inputs, added up, workers miss their shares at the least: the cheapest flow of labels from single inputs to workers, found
 * by shortest paths one label after the other (Busacker and Gowen), where the n-th input of a worker costs what it adds to their miss.
 * `submitted` are the workers who have labeled each input.
 */
export function fewestMisses(
  submitted: readonly (readonly number[])[],
  shares: readonly number[],
  workersPerInput: number,
): number {
  const workers = shares.length;
  const [source, sink] = [0, 1];
  const nodes: Edge[][] = Array.from({ length: 2 + workers + submitted.length }, () => []);
  const connect = (from: number, to: number, cost: number): void => {
    const edge: Edge = { to, room: 1, cost, back: undefined };
    const back: Edge = { to: from, room: 0, cost: -cost, back: edge };
    edge.back = back;
    nodes[from]?.push(edge);
    nodes[to]?.push(back);
  };
  let total = 0;
  for (const [worker, share] of shares.entries()) {
    const done = submitted.filter((each) => each.includes(worker)).length;
    total += Math.abs(done - share);
    for (let count = done; count < submitted.length; count += 1) {
      connect(2 + worker, sink, Math.abs(count + 1 - share) - Math.abs(count - share));
    }
  }
  for (const [index, by] of submitted.entries()) {
    const node = 2 + workers + index;
    for (let label = by.length; label < workersPerInput; label += 1) connect(source, node, 0);
    for (let worker = 0; worker < workers; worker += 1) if (!by.includes(worker)) connect(node, 2 + worker, 0);
  }
  for (;;) {
    const path = cheapestPath(nodes, source, sink);
    if (path === undefined) return total;
    for (const edge of path) {
      edge.room -= 1;
      if (edge.back !== undefined) edge.back.room += 1;
      total += edge.cost;
    }
  }
}

/** Bellman and Ford's, with a queue. */
function cheapestPath(nodes: readonly Edge[][], source: number, sink: number): Edge[] | undefined {
  const costs = nodes.map((_, node) => (node === source ? 0 : Number.POSITIVE_INFINITY));
  const into: (Edge | undefined)[] = nodes.map(() => undefined);
  const from: number[] = nodes.map(() => source);
  const queue = [source];
  const isQueued = nodes.map((_, node) => node === source);
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    isQueued[node] = false;
    for (const edge of nodes[node] ?? []) {
      const cost = (costs[node] ?? 0) + edge.cost;
      if (edge.room === 0 || cost >= (costs[edge.to] ?? 0) - 1e-9) continue;
      costs[edge.to] = cost;
      into[edge.to] = edge;
      from[edge.to] = node;
      if (!isQueued[edge.to]) queue.push(edge.to);
      isQueued[edge.to] = true;
    }
  }
  const path: Edge[] = [];
  for (let node = sink; node !== source; node = from[node] ?? source) {
    const edge = into[node];
    if (edge === undefined) return undefined;
    path.push(edge);
  }
  return path;
}
