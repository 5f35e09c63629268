// Reads hand.glb: the rigged hand, and the pose of each sign as turns of its joints. `three` is the library.

const ARRAYS = { 5126: Float32Array, 5123: Uint16Array, 5121: Uint8Array };
const WIDTHS = { SCALAR: 1, VEC3: 3, VEC4: 4, MAT4: 16 };
const JSON_AT = 20; // bytes before the description: the file's header and the first chunk's

// Returns { root, mesh, joints, signs, skins }: `root` holds all; `joints` are its bones by name, with "hand", which turns
// and moves the whole hand; `signs` are by name { times, turns, shifts }, see Track; `skins` are colours by name.
export async function loadHand(three, url = "/static/hand.glb") {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const file = await answer.arrayBuffer();
  const length = new DataView(file).getUint32(12, true);
  const content = JSON.parse(new TextDecoder().decode(new Uint8Array(file, JSON_AT, length)));
  const array = (index) => {
    const { bufferView, componentType, count, type } = content.accessors[index];
    const start = JSON_AT + length + 8 + (content.bufferViews[bufferView].byteOffset ?? 0);
    return new ARRAYS[componentType](file, start, count * WIDTHS[type]);
  };
  const [primitive] = content.meshes[0].primitives;
  const geometry = new three.BufferGeometry();
  const NAMES = { POSITION: "position", NORMAL: "normal", JOINTS_0: "skinIndex", WEIGHTS_0: "skinWeight", COLOR_0: "color" };
  for (const [name, index] of Object.entries(primitive.attributes)) {
    const { type, normalized } = content.accessors[index];
    geometry.setAttribute(NAMES[name], new three.BufferAttribute(array(index), WIDTHS[type], Boolean(normalized)));
  }
  geometry.setIndex(new three.BufferAttribute(array(primitive.indices), 1));
  const nodes = content.nodes.map(({ name, translation = [0, 0, 0] }) => {
    const node = name === "hand" ? new three.Group() : new three.Bone();
    node.name = name;
    node.position.fromArray(translation);
    return node;
  });
  content.nodes.forEach(({ children = [] }, i) => children.forEach((child) => nodes[i].add(nodes[child])));
  const skin = content.skins[0];
  const inverse = array(skin.inverseBindMatrices);
  const bones = skin.joints.map((joint) => nodes[joint]);
  const inverses = bones.map((_, i) => new three.Matrix4().fromArray(inverse, 16 * i));
  const material = new three.MeshLambertMaterial({ vertexColors: true });
  const mesh = new three.SkinnedMesh(geometry, material);
  mesh.frustumCulled = false; // its box does not follow the pose
  const root = new three.Group();
  root.add(nodes[skin.skeleton], mesh);
  root.updateMatrixWorld(true);
  mesh.bind(new three.Skeleton(bones, inverses), new three.Matrix4());
  const joints = Object.fromEntries(nodes.map((node) => [node.name, node]));
  return {
    root, mesh, joints, skins: content.materials[0].extras.skins,
    signs: Object.fromEntries(content.animations.map((track) => [track.name, readTrack(track, content, array)])),
  };
}

function readTrack({ channels, samplers }, content, array) {
  const turns = {};
  let times = [0];
  let shifts = [0, 0, 0];
  for (const { sampler, target } of channels) {
    const { name } = content.nodes[target.node];
    const { input, output } = samplers[sampler];
    if (target.path === "rotation") turns[name] = array(output);
    else shifts = array(output);
    if (name === "hand") times = array(input);
  }
  return { times: [...times], turns, shifts };
}
