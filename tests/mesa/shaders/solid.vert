#version 460
// SPDX-License-Identifier: GPL-2.0-only
/* Vertices of a body, turned; instances are side by side. Its depth is OpenGL's. */
layout(location = 0) in vec4 place;
layout(location = 1) in vec4 tint;
layout(location = 0) out vec4 colour;
layout(push_constant) uniform push { mat4 turn; };
void main()
{
	gl_Position = turn * place;
	gl_Position.x += float(gl_InstanceIndex) * 0.25 * gl_Position.w;
	gl_Position.z = (gl_Position.z + gl_Position.w) * 0.5;
	colour = tint;
}
