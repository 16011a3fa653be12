#version 460
// SPDX-License-Identifier: GPL-2.0-only
/* Two smaller triangles for each. */
layout(triangles) in;
layout(triangle_strip, max_vertices = 6) out;
layout(location = 0) in vec4 colour[];
layout(location = 0) out vec4 tint;
void main()
{
	for (int copy = 0; copy < 2; copy++) {
		for (int i = 0; i < 3; i++) {
			gl_Position = gl_in[i].gl_Position;
			gl_Position.xy = gl_Position.xy * 0.45 + (copy == 0 ? -0.4 : 0.4);
			tint = copy == 0 ? colour[i] : colour[i].gbra;
			EmitVertex();
		}
		EndPrimitive();
	}
}
