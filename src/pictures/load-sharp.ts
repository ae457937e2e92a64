let loaded: ReturnType<typeof load> | undefined;

/**
 * The library that reads pictures, loaded when the first one is to be read: an app that uploads none does without its 30 MB.
 * Rejects, each time, where it was not installed for this machine.
 */
export function loadSharp(): ReturnType<typeof load> {
  loaded ??= load();
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

async function load() {
  const { default: sharp } = await import("sharp");
  // A picture is converted once: what the library keeps of it would only be in the way.
  sharp.cache(false);
  // One thread for each picture: several are converted at a time, and the app itself needs one too.
  sharp.concurrency(1);
  // Where somebody's own build of the library reads more (PDF, whatever ImageMagick reads), these stay the only ones.
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: LOADERS });
  return sharp;
}

const LOADERS = ["Jpeg", "Png", "Nsgif", "Webp", "Tiff", "Heif", "Svg"].map((kind) => `VipsForeignLoad${kind}Buffer`);
