/** Removes what a service no longer granted left on the device, as far as a page can. */
import { namedLike } from "./services";
import { quietly, services } from "./site";
import { allows, secure } from "./state";

type Kind = "cookies" | "storage";

/** Clears cookies and storage keys of denied services, but none that a granted one shares. */
export function clean(): void {
  const sweep = (kind: Kind, names: () => readonly string[], drop: (name: string) => void) =>
    // Where storage is blocked nothing is kept either.
    quietly(() => {
      for (const name of names()) {
        const keepers = services.filter((service) =>
          service[kind]?.some((item) => namedLike(name, item)),
        );
        if (keepers[0] && !keepers.some(({ id }) => allows(id))) drop(name);
      }
    });
  sweep("cookies", () => document.cookie.split("; ").map((pair) => pair.split("=")[0]!), expire);
  for (const store of ["localStorage", "sessionStorage"] as const)
    sweep("storage", () => Object.keys(window[store]), (key) => window[store].removeItem(key));
}

/** A page is not told a cookie's domain and path, so every one it could have is expired. */
function expire(name: string): void {
  const { hostname, pathname } = location;
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
