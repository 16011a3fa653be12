#version 460
// SPDX-License-Identifier: GPL-2.0-only
/* Each group turns its words around, and adds the sum of all of them. */
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer input_words { uint from[]; };
layout(binding = 1) writeonly buffer output_words { uint to[]; };
shared uint word[64];
shared uint sum;
void main()
{
	uint i = gl_LocalInvocationID.x;

	word[i] = from[gl_GlobalInvocationID.x];
	if (i == 0u)
		sum = 0u;
	barrier();
	atomicAdd(sum, word[i]);
	barrier();
	to[gl_GlobalInvocationID.x] = word[63u - i] + sum;
}
