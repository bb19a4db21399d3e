// Conversations, kept in this browser alone (IndexedDB). Where a browser keeps nothing, as some private windows do, they
// last as long as the page.

const NAME = "vesicle";
const MOST = 50;

let opening = null;
const memory = new Map();
const deleted = new Set(); // what is still being answered must not come back with its answer

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("conversations", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  return opening;
}

async function run(mode, action) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("conversations", mode);
    const request = action(transaction.objectStore("conversations"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

async function tried(mode, action, otherwise) {
  try {
    return await run(mode, action);
  } catch {
    return otherwise();
  }
}

export async function save(conversation) {
  if (deleted.has(conversation.id)) return;
  const kept = JSON.parse(JSON.stringify(conversation));
  await tried("readwrite", (store) => store.put(kept), () => memory.set(kept.id, kept));
}

export const load = (id) => tried("readonly", (store) => store.get(id), () => memory.get(id));

// The newest first; what is older than the newest MOST is forgotten.
export async function all() {
  const found = await tried("readonly", (store) => store.getAll(), () => [...memory.values()]);
  found.sort((one, other) => other.updated - one.updated);
  for (const old of found.splice(MOST)) await remove(old.id);
  return found;
}

export function remove(id) {
  deleted.add(id);
  return tried("readwrite", (store) => store.delete(id), () => memory.delete(id));
}

export async function clear() {
  for (const { id } of await all()) deleted.add(id);
  await tried("readwrite", (store) => store.clear(), () => memory.clear());
}
