#version 460
// SPDX-License-Identifier: GPL-2.0-only
/* Each pixel is counted in a buffer, and noted in an image. */
layout(location = 0) in vec4 colour;
layout(location = 0) out vec4 pixel;
layout(binding = 0) buffer data { uint word[]; };
layout(binding = 4, r32ui) uniform uimage2D image;
void main()
{
	uint n = atomicAdd(word[uint(gl_FragCoord.y)], 1u);

	imageAtomicOr(image, ivec2(gl_FragCoord.xy), 0xff0000ffu | uint(gl_FragCoord.x) << 8);
	pixel = n < 1000u ? colour : vec4(1.0);
}
