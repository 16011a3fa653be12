#version 460
// SPDX-License-Identifier: GPL-2.0-only
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 4, rgba8) uniform writeonly image2D image;
void main()
{
	ivec2 at = ivec2(gl_GlobalInvocationID.xy);

	if (all(lessThan(at, imageSize(image))))
		imageStore(image, at, vec4(at.x, at.y, (at.x * at.y) & 255, 255.0) / 255.0);
}
