/** What is used of Annotorious 3.8. Its own declarations name files without their endings, which Node's resolution does not find. */
declare module "@annotorious/annotorious" {
  type Bounds = { minX: number; minY: number; maxX: number; maxY: number };

  export const ShapeType: { readonly RECTANGLE: "RECTANGLE"; readonly POLYGON: "POLYGON" };

  export type ImageAnnotation = {
    id: string;
    bodies: [];
    target: {
      annotation: string;
      selector:
        | { type: "RECTANGLE"; geometry: { bounds: Bounds; x: number; y: number; w: number; h: number; rot: number } }
        | { type: "POLYGON"; geometry: { bounds: Bounds; points: [number, number][] } };
    };
  };

  export type ImageAnnotator = {
    readonly element: HTMLDivElement;
    /** Replaces all. */
    setAnnotations(annotations: ImageAnnotation[]): void;
    destroy(): void;
  };

  /** Wraps the picture, which has to be loaded, in an element of its own with a layer above it. */
  export function createImageAnnotator(image: HTMLImageElement, options: { drawingEnabled: boolean }): ImageAnnotator;
}
