// relative addresses: the built page works from any folder
export default { base: "./", worker: { format: "es" } };
