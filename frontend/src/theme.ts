/** Runs before the page is painted: “as the device” becomes light or dark. */
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const chosen = root.dataset.theme ?? "auto";
  root.dataset.bsTheme = chosen === "dark" || (chosen === "auto" && dark.matches) ? "dark" : "light";
}

apply();
dark.addEventListener("change", apply);
