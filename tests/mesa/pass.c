// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a program draws or computes with in its simplest form.
 */
#include "gl.h"
#include "pass.h"

static const char * const vertex_shader =
	"#version 310 es\n"
	"void main() {\n"
	"	gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0,\n"
	"			   gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);\n"
	"}\n";

GLuint pass_compute(const char *shader)
{
	GLuint program = glCreateProgram(), buffer;

	gl_add_shader(program, GL_COMPUTE_SHADER, shader, "a shader");
	gl_use_program(program);
	glGenBuffers(1, &buffer);
	glBindBuffer(GL_SHADER_STORAGE_BUFFER, buffer);
	glBindBufferBase(GL_SHADER_STORAGE_BUFFER, 0, buffer);
	gl_check("the buffer");
	return program;
}

GLuint pass_draw(const char *shader, int size)
{
	GLuint program = glCreateProgram(), texture, frame, array;

	gl_add_shader(program, GL_VERTEX_SHADER, vertex_shader, "a shader");
	gl_add_shader(program, GL_FRAGMENT_SHADER, shader, "a shader");
	gl_use_program(program);
	glGenVertexArrays(1, &array);
	glBindVertexArray(array);
	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, size, size);
	glGenFramebuffers(1, &frame);
	glBindFramebuffer(GL_FRAMEBUFFER, frame);
	glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
	if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
		fail("the texture cannot be drawn in");
	glViewport(0, 0, size, size);
	gl_check("the texture");
	return program;
}
