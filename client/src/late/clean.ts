/** Removes what a service no longer granted left on the device, as far as a page can. */
import type { Inside } from "../late-api";
import { quietly } from "../quietly";

/** Clears cookies and storage keys of denied services, but none that a granted one shares. */
export function clean(unwanted: Inside["unwanted"]): void {
  // Where storage is blocked nothing is kept either.
  quietly(() => {
    for (const pair of document.cookie.split("; ")) {
      const name = pair.split("=")[0]!;
      if (unwanted("cookies", name)) expire(name);
    }
  });
  for (const store of ["localStorage", "sessionStorage"] as const)
    quietly(() => {
      for (const key of Object.keys(window[store]))
        if (unwanted("storage", key)) window[store].removeItem(key);
    });
}

/** A page is not told a cookie's domain and path, so every one it could have is expired. */
function expire(name: string): void {
  const { hostname, pathname, protocol } = location;
  const secure = protocol === "https:" ? ";Secure" : "";
  const paths = pathname
    .split("/")
    .map((_, index, folders) => folders.slice(0, index + 1).join("/"));
  const domains = hostname
    .split(".")
    .map((_, index, labels) => `;Domain=${labels.slice(index).join(".")}`);
  for (const path of paths)
    for (const ending of ["", "/"])
      for (const domain of ["", ...domains])
        document.cookie = `${name}=;Max-Age=0;Path=${path}${ending}${domain}${secure}`;
}
