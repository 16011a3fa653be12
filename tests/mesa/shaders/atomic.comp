#version 460
// SPDX-License-Identifier: GPL-2.0-only
layout(local_size_x = 16, local_size_y = 4) in;
layout(binding = 0) buffer data { uint word[]; };
void main()
{
	uint i = gl_GlobalInvocationID.x + gl_GlobalInvocationID.y * 7u;

	atomicAdd(word[i % 64u], i);
	atomicMax(word[64u + i % 8u], i * 3u);
	atomicMin(word[72u + i % 8u], ~i);
	atomicXor(word[80u + i % 16u], i * 2654435761u);
	atomicOr(word[96u], 1u << (i % 32u));
}
