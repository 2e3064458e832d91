import js from "@eslint/js";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["node_modules", "dist"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  {
    files: ["scripts/**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
  { rules: { eqeqeq: "error" } },
  {
    files: ["src/**/*.ts"],
    rules: { "@typescript-eslint/explicit-function-return-type": ["error", { allowExpressions: true }] },
  },
);
