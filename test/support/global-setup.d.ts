/** Bundles what tests run in processes of their own; see global-setup.js. */
export default function setUp(): Promise<void>;
