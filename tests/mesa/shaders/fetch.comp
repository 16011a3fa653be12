#version 460
// SPDX-License-Identifier: GPL-2.0-only
/* Texels of an image's levels, by their places and by coordinates. A group reads one level: lavapipe
 * 22.3 knows the size of one only, for all of a group. */
layout(local_size_x = 16) in;
layout(binding = 0) writeonly buffer data { uint word[]; };
layout(binding = 3) uniform sampler2D image;
layout(binding = 4, r32ui) uniform uimage2D store;
void main()
{
	int i = int(gl_GlobalInvocationID.x), level = int(gl_WorkGroupID.x) % 4, side = 64 >> level;
	ivec2 at = ivec2(i * 5 % side, i / 7 % side);
	vec4 texel = texelFetch(image, at, level);
	vec4 nearest = textureLod(image, (vec2(at) + 0.5) / float(side), float(level));

	word[2 * i] = packUnorm4x8(texel);
	word[2 * i + 1] = packUnorm4x8(nearest) ^ uint(textureSize(image, level).x) << 8;
	imageAtomicAdd(store, ivec2(i % 16, i / 16 % 16), uint(i));
}
