/** A file that is surely closed again. */
import { type FileHandle, open } from 'node:fs/promises';

export async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>, flags: string | number = 'r'): Promise<T> {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
