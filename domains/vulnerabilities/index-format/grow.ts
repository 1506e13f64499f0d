/** Arrays of numbers and bytes that grow, without an object for every entry. */
export class Words {
  #words = new Uint32Array(1024);
  #length = 0;

  get length(): number { return this.#length; }

  push(word: number): void {
    if (this.#length === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    this.#words[this.#length++] = word;
  }

  at(index: number): number { return this.#words[index]!; }
  set(index: number, word: number): void { this.#words[index] = word; }
  view(): Uint32Array { return this.#words.subarray(0, this.#length); }
  bytes(): Uint8Array { return new Uint8Array(this.#words.buffer, 0, this.#length * 4); }
}

export class Bytes {
  #bytes = new Uint8Array(64 * 1024);
  #length = 0;

  get length(): number { return this.#length; }

  push(piece: Uint8Array): void {
    const needed = this.#length + piece.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = needed;
  }

  view(from = 0, end = this.#length): Uint8Array { return this.#bytes.subarray(from, end); }
}
