/** +81 90-1234-5678: mobile and IP numbers have a known form; the others are left as they are. */
export function phoneText(value: string): string {
  const mobile = /^\+81([5-9]0)(\d{4})(\d{4})$/.exec(value);
  return mobile === null ? value : `+81 ${mobile[1]}-${mobile[2]}-${mobile[3]}`;
}
