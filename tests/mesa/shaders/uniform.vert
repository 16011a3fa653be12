#version 460
// SPDX-License-Identifier: GPL-2.0-only
/* As solid.vert, but the matrix is in a buffer. */
layout(location = 0) in vec4 place;
layout(location = 1) in vec4 tint;
layout(location = 0) out vec4 colour;
layout(binding = 2) uniform view { mat4 turn; };
void main()
{
	gl_Position = turn * place;
	gl_Position.z = (gl_Position.z + gl_Position.w) * 0.5;
	colour = tint;
}
