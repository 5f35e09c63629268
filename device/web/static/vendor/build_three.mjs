// Builds three.min.js: the part of three.js that device/web/static/hand_view.js uses. See README.md in this folder.
// Run in an empty folder: npm install three@0.187.0 esbuild@0.28.2 && node build_three.mjs

import { build } from "esbuild";
import { readFile } from "node:fs/promises";

const USED = `export { Bone, BufferAttribute, BufferGeometry, Color, DirectionalLight, Group, HemisphereLight, Matrix4,
  MeshLambertMaterial, PerspectiveCamera, Quaternion, Scene, Skeleton, SkinnedMesh, WebGLRenderer }
  from "./node_modules/three/src/Three.js";`;
// Shaders of materials and effects that the page does not use become empty strings.
const UNUSED_SHADERS = new RegExp(`/shaders/(ShaderLib/(?!meshlambert)\\w+|ShaderChunk/(${[
  "alphahash_\\w+", "aomap_\\w+", "bumpmap_\\w+", "clearcoat_\\w+", "cube_uv\\w+", "displacementmap_\\w+", "envmap_\\w+",
  "gradientmap_\\w+", "iridescence_\\w+", "lightmap_\\w+", "lightprobes_\\w+", "lights_(phong|physical|toon)_\\w+",
  "metalnessmap_\\w+", "normalmap_\\w+", "roughnessmap_\\w+", "shadowm\\w+", "tonemapping_\\w+", "transmission_\\w+",
  "logdepthbuf_\\w+", "bsdfs", "morph\\w+", "fog_\\w+",
].join("|")}))\\.glsl\\.js$`);
const NO_XR = `import { EventDispatcher } from "../../core/EventDispatcher.js";
export class WebXRManager extends EventDispatcher {
  constructor() { super(); this.enabled = this.isPresenting = this.cameraAutoUpdate = false; }
  setAnimationLoop() {} updateCamera() {} dispose() {} hasDepthSensing() { return false; } getDepthSensingMesh() {}
  getEnvironmentBlendMode() {} getCamera() {}
}`;
const NO_PMREM = "export class PMREMGenerator { dispose() {} }";

function small(text) {
  return text.replace(/\/\/[^\n]*/g, "").replace(/\/\*[^]*?\*\//g, "").replace(/[ \t]+/g, " ").replace(/\n\s*/g, "\n");
}

const shorter = {
  name: "shorter",
  setup(building) {
    building.onLoad({ filter: /webxr\/WebXRManager\.js$/ }, () => ({ contents: NO_XR, loader: "js" }));
    building.onLoad({ filter: /extras\/PMREMGenerator\.js$/ }, () => ({ contents: NO_PMREM, loader: "js" }));
    building.onLoad({ filter: /\.glsl\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      if (!UNUSED_SHADERS.test(path)) return { contents: small(text), loader: "js" };
      const names = [...text.matchAll(/export const (\w+)/g)].map(([, name]) => `export const ${name} = "";`);
      return { contents: names.length ? names.join("\n") : 'export default "";', loader: "js" };
    });
  },
};
const banner = "/* three.js 0.187.0, Copyright 2010-2026 three.js authors, MIT licence. Shortened by build_three.mjs. */";
await build({
  stdin: { contents: USED, resolveDir: "." }, bundle: true, minify: true, format: "esm", outfile: "three.min.js",
  banner: { js: banner }, legalComments: "none", plugins: [shorter],
});
