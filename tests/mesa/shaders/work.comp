#version 460
// SPDX-License-Identifier: GPL-2.0-only
layout(local_size_x = 32) in;
layout(binding = 0) buffer data { uint word[]; };
layout(push_constant) uniform push { uint add; };
void main()
{
	uint i = gl_GlobalInvocationID.x;

	word[i] = word[i] * 3u + add;
}
