// Prints what the official parser says of a document: a line each, severity first (0 = error); exits 1 on any error.
import { Parser, fromFile } from "@asyncapi/parser";

const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
for (const found of diagnostics) {
  console.log(`${found.severity} ${found.path.join(".")}: ${found.message}`);
}
process.exitCode = document && diagnostics.every((found) => found.severity > 0) ? 0 : 1;
