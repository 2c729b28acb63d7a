// relative addresses, so that the built page works from any folder; and React's own form of JSX
export default { base: "./", esbuild: { jsx: "automatic" }, worker: { format: "es" } };
