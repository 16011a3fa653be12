#version 460
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_KHR_shader_subgroup_shuffle : require
// SPDX-License-Identifier: GPL-2.0-only
/* Sums and votes of subgroups; the result does not depend on the size of these. */
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer input_words { uint from[]; };
layout(binding = 1) buffer output_words { uint to[]; };
shared uint sum, most, odd;
void main()
{
	uint i = gl_GlobalInvocationID.x, part, top;
	uint neighbour = subgroupShuffle(from[i], gl_SubgroupInvocationID ^ 1u);
	uvec4 vote = subgroupBallot((from[i] & 1u) != 0u);

	if (gl_LocalInvocationID.x == 0u)
		sum = most = odd = 0u;
	barrier();
	part = subgroupAdd(from[i]);
	top = subgroupMax(from[i]);
	if (subgroupElect()) {
		atomicAdd(sum, part);
		atomicMax(most, top);
		atomicAdd(odd, subgroupBallotBitCount(vote));
	}
	barrier();
	to[i] = sum ^ (most << 8) ^ (odd << 24) ^ neighbour;
}
