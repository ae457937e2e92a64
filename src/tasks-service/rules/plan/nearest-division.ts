/** Inputs that are the same to a division: the same workers cannot get them, and each needs as many others. */
export type Kind = {
  readonly inputs: number;
  /** How many workers each of them still gets; no more than can get it. */
  readonly need: number;
  /** By worker: 1 where they cannot get these inputs, since they have labeled them or have no weight. */
  readonly barred: Uint8Array;
  /** By worker: how many of these inputs they have now; a division begins from that. */
  readonly had: Int32Array;
};

export type DivisionFacts = {
  /** By worker: the inputs, with fractions, that would be their exact share of all. */
  readonly shares: readonly number[];
  /** By worker: the inputs that are theirs in any case. */
  readonly fixed: readonly number[];
  readonly kinds: readonly Kind[];
};

/**
 * So many looks at a worker and a kind a division may take, some seconds: a hundred workers and all kinds that a million inputs with three
 * labels each can be of need a fiftieth. Beyond that it stays as near as it has come.
 */
const MAX_LOOKS = 500_000_000;

/** What sums of doubles make of equal differences is a tie. */
const TIE = 1e-7;

/**
 * Divides inputs among workers so that, with what is theirs in any case, they come as near to their shares as possible. Answers, by kind
 * and worker, how many inputs they get: `need` × `inputs` of each kind, and of no kind more than it has, so that every input can have
 * different workers.
 *
 * Two measures, the first before the second: the number of inputs by which workers miss their shares, added up; then the sum of squared
 * misses, each divided by the share, by which what nobody can mend is borne in proportion to the shares.
 *
 * This is a flow from kinds to workers with a convex cost at each worker, and none between. Such a flow is cheapest as soon as no path on
 * which inputs change hands (a gives one of some kind to b, b one of another kind to c …) makes it cheaper (M. Klein, “A primal method for
 * minimal cost flows”, Management Science 14, 1967): so paths are followed while they do, with large amounts before small ones. The start is what
 * workers have, so that only what brings them nearer changes hands.
 */
export function divideNearest({ shares, fixed, kinds }: DivisionFacts): Int32Array[] {
  const rows = kinds.map((kind) => kind.had.map((count, worker) => (kind.barred[worker] === 1 ? 0 : count)));
  const totals = fixed.map((count, worker) => rows.reduce((sum, row) => sum + (row[worker] ?? 0), count));
  const state = { shares, kinds, rows, totals, looks: 0 };
  for (const index of kinds.keys()) fillKind(state, index);
  const furthest = Math.max(1, ...totals.map((total, worker) => Math.abs(total - (shares[worker] ?? 0))));
  for (let amount = 2 ** Math.floor(Math.log2(furthest)); amount >= 1; amount /= 2) {
    while (state.looks < MAX_LOOKS && improve(state, amount));
  }
  return rows;
}

type State = {
  readonly shares: readonly number[];
  readonly kinds: readonly Kind[];
  readonly rows: readonly Int32Array[];
  readonly totals: number[];
  looks: number;
};

const missing = ({ shares, totals }: State, worker: number): number => (shares[worker] ?? 0) - (totals[worker] ?? 0);

function give({ rows, totals }: State, kind: number, worker: number, count: number): void {
  const row = rows[kind];
  if (row === undefined) return;
  row[worker] = (row[worker] ?? 0) + count;
  totals[worker] = (totals[worker] ?? 0) + count;
}

/** Makes up the number that a kind needs: whoever misses most gets first, whoever has most gives first. */
function fillKind(state: State, index: number): void {
  const [kind, row] = [state.kinds[index], state.rows[index]];
  if (kind === undefined || row === undefined) return;
  let open = kind.inputs * kind.need - row.reduce((sum, count) => sum + count, 0);
  if (open === 0) return;
  const order = [...row.keys()].sort((a, b) => (missing(state, b) - missing(state, a)) * Math.sign(open));
  // First as much as brings everybody to their share, then whatever is left.
  for (const isNear of [true, false]) {
    for (const worker of order) {
      if (open === 0) return;
      const room = open > 0 ? (kind.barred[worker] === 1 ? 0 : kind.inputs) - (row[worker] ?? 0) : (row[worker] ?? 0);
      const wish = Math.ceil(Math.max(0, missing(state, worker) * Math.sign(open)));
      const count = Math.min(Math.abs(open), room, isNear ? wish : room) * Math.sign(open);
      give(state, index, worker, count);
      open -= count;
    }
  }
}

/** How the two measures change when a worker gets so many inputs more. */
type Change = readonly [misses: number, squares: number];

function changeOf({ shares, totals }: State, worker: number, by: number): Change {
  const [share, total] = [shares[worker] ?? 0, totals[worker] ?? 0];
  const [before, after] = [total - share, total + by - share];
  // Whoever has no share gets nothing that anybody else can have.
  return [Math.abs(after) - Math.abs(before), (after * after - before * before) / Math.max(share, 1e-3)];
}

const compare = (a: Change, b: Change): number => (Math.abs(a[0] - b[0]) > TIE ? a[0] - b[0] : a[1] - b[1]);
function isBetter(a: Change, b: Change): boolean {
  const [misses, squares] = [a[0] + b[0], a[1] + b[1]];
  return misses < -TIE || (misses <= TIE && squares < -TIE);
}

/**
 * Lets everybody in turn, who has too much first, give up to `amount` inputs along the path that makes the division cheapest; false where
 * no path makes it cheaper.
 */
function improve(state: State, amount: number): boolean {
  const reliefs = state.totals.map((_, worker) => changeOf(state, worker, -amount));
  const givers = [...reliefs.keys()].sort((a, b) => compare(reliefs[a] ?? [0, 0], reliefs[b] ?? [0, 0]));
  let isImproved = false;
  for (const giver of givers) {
    if (state.looks >= MAX_LOOKS) return false;
    // Most have nobody to give to, whoever could be reached.
    if (findTaker(state, giver, amount, () => true) === undefined) continue;
    const from = reachFrom(state, giver);
    const taker = findTaker(state, giver, amount, (worker) => (from[worker] ?? -1) >= 0);
    if (taker === undefined) continue;
    shift(state, pathTo(from, giver, taker), amount);
    isImproved = true;
  }
  return isImproved;
}

/** Who of these gains most by getting from the giver; undefined where that makes nothing cheaper. */
function findTaker(
  state: State,
  giver: number,
  amount: number,
  isPossible: (worker: number) => boolean,
): number | undefined {
  state.looks += state.totals.length;
  let best: { worker: number; gain: Change } | undefined;
  for (let worker = 0; worker < state.totals.length; worker += 1) {
    if (worker === giver || !isPossible(worker)) continue;
    const gain = changeOf(state, worker, amount);
    if (best === undefined || compare(gain, best.gain) < 0) best = { worker, gain };
  }
  return best !== undefined && isBetter(changeOf(state, giver, -amount), best.gain) ? best.worker : undefined;
}

/** For everybody whom an input of this worker can reach by changing hands: from whom they would get theirs; -1 for nobody. */
function reachFrom(state: State, giver: number): Int32Array {
  const { kinds, rows } = state;
  const from = new Int32Array(state.totals.length).fill(-1);
  from[giver] = giver;
  const queue = [giver];
  const isSeen = new Uint8Array(kinds.length);
  for (const worker of queue) {
    state.looks += kinds.length;
    for (let index = 0; index < kinds.length; index += 1) {
      const [kind, row] = [kinds[index], rows[index]];
      if (isSeen[index] === 1 || kind === undefined || row === undefined || (row[worker] ?? 0) === 0) continue;
      // Whoever has any of a kind can give to all who have room for it: each kind is looked at once.
      isSeen[index] = 1;
      state.looks += row.length;
      for (let other = 0; other < row.length; other += 1) {
        if (from[other] !== -1 || kind.barred[other] === 1 || (row[other] ?? 0) >= kind.inputs) continue;
        from[other] = worker;
        queue.push(other);
      }
    }
    if (queue.length === from.length) break;
  }
  return from;
}

function pathTo(from: Int32Array, giver: number, taker: number): number[] {
  const path = [taker];
  for (let worker = taker; worker !== giver; ) {
    worker = from[worker] ?? giver;
    path.unshift(worker);
  }
  return path;
}

/** How many inputs of a kind one worker can give to another. */
function capacityOf({ kinds, rows }: State, index: number, giver: number, taker: number): number {
  const [kind, row] = [kinds[index], rows[index]];
  if (kind === undefined || row === undefined || kind.barred[taker] === 1) return 0;
  return Math.min(row[giver] ?? 0, kind.inputs - (row[taker] ?? 0));
}

/** No step of a path takes room from another one: what each can pass on, all can. */
function shift(state: State, path: readonly number[], amount: number): void {
  const steps = path.slice(1).map((taker, index) => ({ giver: path[index] ?? taker, taker }));
  let count = amount;
  for (const { giver, taker } of steps) {
    let capacity = 0;
    for (const index of state.kinds.keys()) capacity += capacityOf(state, index, giver, taker);
    count = Math.min(count, capacity);
  }
  for (const { giver, taker } of steps) {
    let left = count;
    for (const index of state.kinds.keys()) {
      const moved = Math.min(left, capacityOf(state, index, giver, taker));
      give(state, index, giver, -moved);
      give(state, index, taker, moved);
      left -= moved;
      if (left === 0) break;
    }
  }
  state.looks += 2 * steps.length * state.kinds.length;
}
