import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import protobuf from "protobufjs";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const tableFile = resolve(repository, "src/tasks-service/protocol/table.ts");

/** The request messages of the routes that the local service answers. */
const REQUESTS = [
  "PostTasksRequest",
  "GetTaskRequest",
  "ListTasksRequest",
  "PatchTasksRequest",
  "DeleteTasksRequest",
  "GetTaskCountRequest",
  "PutTaskAssignmentsRequest",
  "ListNextTaskAssignmentsRequest",
  "GetInputCountRequest",
  "ListInputsRequest",
  "GetInputRequest",
  "PostInputsRequest",
  "PatchInputsRequest",
  "DeleteInputRequest",
  "DeleteInputsRequest",
  "ListConceptsRequest",
  "GetConceptRequest",
  "PostConceptsSearchesRequest",
  "PostConceptsRequest",
  "PatchConceptsRequest",
  "ListDatasetsRequest",
  "GetDatasetRequest",
  "PostDatasetsRequest",
  "PatchDatasetsRequest",
  "DeleteDatasetsRequest",
  "ListDatasetInputsRequest",
  "GetDatasetInputRequest",
  "PostDatasetInputsRequest",
  "DeleteDatasetInputsRequest",
  "ListSearchesRequest",
  "GetSearchRequest",
  "PostSearchesRequest",
  "PostInputsSearchesRequest",
  "PostAnnotationsSearchesRequest",
  "DeleteSearchRequest",
  "ListCollaboratorsRequest",
  "PostCollaboratorsRequest",
  "DeleteCollaboratorsRequest",
  "ListAnnotationsRequest",
  "GetAnnotationRequest",
  "PostAnnotationsRequest",
  "PatchAnnotationsRequest",
  "PatchAnnotationsStatusRequest",
  "DeleteAnnotationRequest",
  "DeleteAnnotationsRequest",
  "GetUserRequest",
  "GetAppRequest",
  "ListKeysRequest",
  "PostKeysRequest",
  "PatchKeysRequest",
  "DeleteKeyRequest",
];

const FRAME = `/**
 * The messages and enums of the vendor's protocol that the service reads, one a line: \`Message field:type …\`.
 * \`*\` marks a repeated field, \`{}\` a map from strings, \`|group\` a member of a oneof.
 * Derived from the protocol definition in npm's clarifai-nodejs-grpc (Apache-2.0); a contract test compares the two.
 * Write it again with \`npx tsx test/contract/tasks-service/protocol-table.ts\`.
 */
`;

const shortName = (name: string): string =>
  name.replace(/^\.?(clarifai\.api\.)?(status\.)?/, "").replace(/^google\.protobuf\./, "");

async function loadProtocol(): Promise<protobuf.Root> {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) =>
    resolve(
      repository,
      target.startsWith("google/") ? "node_modules/protobufjs" : "node_modules/clarifai-nodejs-grpc",
      target,
    );
  await root.load("proto/clarifai/api/service.proto", { keepCase: true });
  root.resolveAll();
  return root;
}

function fieldText(field: protobuf.Field): string {
  const type = field.resolvedType ? shortName(field.resolvedType.fullName) : field.type;
  const shape = field instanceof protobuf.MapField ? "{}" : field.repeated ? "*" : "";
  return `${field.name}:${shape}${type}${field.partOf ? `|${field.partOf.name}` : ""}`;
}

/** The text of src/tasks-service/protocol/table.ts, made from the installed protocol definition. */
export async function buildProtocolTable(): Promise<string> {
  const root = await loadProtocol();
  const messages = new Map<string, string>();
  const enums = new Map<string, string>();
  const visit = (type: protobuf.Type): void => {
    const name = shortName(type.fullName);
    if (messages.has(name) || type.fullName.startsWith(".google.")) return;
    messages.set(name, `${name} ${type.fieldsArray.map(fieldText).join(" ")}`.trim());
    for (const { resolvedType } of type.fieldsArray) {
      if (resolvedType instanceof protobuf.Type) visit(resolvedType);
      if (resolvedType instanceof protobuf.Enum) {
        const values = Object.entries(resolvedType.values).map(([value, number]) => `${value}:${number}`);
        enums.set(shortName(resolvedType.fullName), `${shortName(resolvedType.fullName)} ${values.join(" ")}`);
      }
    }
  };
  for (const request of REQUESTS) visit(root.lookupType(`clarifai.api.${request}`));
  const text = (lines: Iterable<string>): string => [...lines].sort().join("\n");
  return `${FRAME}export const MESSAGES = \`\n${text(messages.values())}\n\`;\n\nexport const ENUMS = \`\n${text(enums.values())}\n\`;\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(tableFile, await buildProtocolTable());
}
