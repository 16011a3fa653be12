#version 460
#extension GL_EXT_buffer_reference : require
#extension GL_ARB_gpu_shader_int64 : require
// SPDX-License-Identifier: GPL-2.0-only
/* Buffers are found by their addresses; numbers of 64 bits. */
layout(local_size_x = 32) in;
layout(buffer_reference, std430) buffer words { uint word[]; };
layout(buffer_reference, std430) buffer longs { uint64_t number[]; };
layout(push_constant) uniform push { words from; longs to; };
void main()
{
	uint i = gl_GlobalInvocationID.x;
	uint64_t wide = uint64_t(from.word[i]) * 0x100000001ul + uint64_t(i);

	to.number[i] = (wide << (i % 40u)) - (wide >> 3) * 5ul;
	if (i % 4u == 0u)
		atomicAdd(from.word[i], i);
}
