// Files that were chosen or dropped, those in folders too.

const isHidden = (path) => path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX") || /(^|\/)(Thumbs\.db|desktop\.ini)$/.test(path);

/** Return the files of an input, without what systems leave in folders. */
export function chosenFiles(field) {
  return [...field.files].filter((file) => !isHidden(file.webkitRelativePath || file.name));
}

/** Return the files of a drop, those in folders too. */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const found = await Promise.all(entries.map(filesIn));
  return found.flat();
}

async function filesIn(entry) {
  if (isHidden(entry.name)) return [];
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    for (const inner of some) found.push(...(await filesIn(inner)));
  }
}
