import type { DataTableBlock, RawNumberElement, RawTextElement, RichTextBlock, TableBlock } from "@slack/types";
import { useState } from "preact/hooks";
import { RichTextBlockView } from "./rich-text-block.tsx";

type CellContent = RichTextBlock | RawTextElement | RawNumberElement;

const drawCell = (cell: CellContent) => (cell.type === "rich_text" ? <RichTextBlockView block={cell} /> : cell.text);

export function TableBlockView({ block }: { readonly block: TableBlock }) {
  const [head, ...rows] = block.rows;
  const styleAt = (index: number) => {
    const setting = block.column_settings?.[index];
    return {
      textAlign: setting?.align ?? "left",
      whiteSpace: setting?.is_wrapped ? ("pre-wrap" as const) : ("nowrap" as const),
    };
  };
  return (
    <div class="table-wrap">
      <table>
        <thead>
          <tr>
            {head?.map((cell, index) => (
              <th key={`${index}`} scope="col" style={styleAt(index)}>
                {drawCell(cell)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={`${at}`}>
              {row.map((cell, index) => (
                <td key={`${index}`} style={styleAt(index)}>
                  {drawCell(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const DEFAULT_PAGE_SIZE = 10;

/** A table with pages; its first row is the head. */
export function DataTableBlockView({ block }: { readonly block: DataTableBlock }) {
  const [page, setPage] = useState(0);
  const size = block.page_size ?? DEFAULT_PAGE_SIZE;
  const [head, ...rows] = block.rows;
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const shown = [...(head ? [head] : []), ...rows.slice(page * size, (page + 1) * size)];
  return (
    <section aria-label={block.caption}>
      <p class="table-caption">{block.caption}</p>
      <TableBlockView block={{ type: "table", rows: shown }} />
      {pages > 1 && (
        <div class="table-pages">
          <button type="button" class="button button-small" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </button>
          <span>
            {page + 1} of {pages}
          </span>
          <button
            type="button"
            class="button button-small"
            disabled={page + 1 >= pages}
            onClick={() => setPage(page + 1)}
          >
            Next
          </button>
        </div>
      )}
    </section>
  );
}
