#version 460
// SPDX-License-Identifier: GPL-2.0-only
layout(location = 0) in vec4 colour;
layout(location = 0) out vec4 pixel;
layout(binding = 3) uniform sampler2D image;
void main()
{
	pixel = texture(image, colour.xz * vec2(2.0, 1.0));
}
