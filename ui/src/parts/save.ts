/** Let the browser save a file that an answer holds. */
export function save(file: unknown, name: string): void {
  if (!(file instanceof Blob)) return;
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
