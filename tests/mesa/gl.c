// SPDX-License-Identifier: GPL-2.0-only
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl31.h>
#include <GLES2/gl2ext.h>
#include <stddef.h>

#include "gl.h"

static PFNGLGETGRAPHICSRESETSTATUSEXTPROC reset_status;

GLenum gl_reset_status(void)
{
	return reset_status();
}

void gl_check(const char *what)
{
	GLenum error = glGetError();

	if (error != GL_NO_ERROR)
		fail("%s: OpenGL's error 0x%x", what, error);
	error = gl_reset_status();
	if (error != GL_NO_ERROR)
		fail("%s: the GPU was reset: 0x%x", what, error);
}

void gl_make_context_on(EGLDisplay display)
{
	static const EGLint config_wanted[] = {
		EGL_SURFACE_TYPE, 0, EGL_RENDERABLE_TYPE, EGL_OPENGL_ES3_BIT, EGL_NONE
	};
	static const EGLint context_wanted[] = {
		EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 1,
		EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY, EGL_LOSE_CONTEXT_ON_RESET,
		EGL_CONTEXT_OPENGL_ROBUST_ACCESS, EGL_TRUE,
		EGL_NONE
	};
	EGLContext context;
	EGLConfig config;
	EGLint n = 0;

	if (!eglInitialize(display, NULL, NULL))
		fail("no display: 0x%x", eglGetError());
	eglBindAPI(EGL_OPENGL_ES_API);
	if (!eglChooseConfig(display, config_wanted, &config, 1, &n) || n < 1)
		fail("no configuration: 0x%x", eglGetError());
	context = eglCreateContext(display, config, EGL_NO_CONTEXT, context_wanted);
	if (context == EGL_NO_CONTEXT)
		fail("no context: 0x%x", eglGetError());
	if (!eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
		fail("the context is not usable: 0x%x", eglGetError());
	reset_status = (PFNGLGETGRAPHICSRESETSTATUSEXTPROC)
		eglGetProcAddress("glGetGraphicsResetStatusEXT");
	if (!reset_status)
		fail("the driver does not tell of resets");
}

void gl_make_context(void)
{
	gl_make_context_on(eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA,
						 EGL_DEFAULT_DISPLAY, NULL));
}

GLuint gl_add_shader(GLuint program, GLenum type, const char *source, const char *what)
{
	GLuint shader = glCreateShader(type);
	char said[1024] = "";
	GLint ok;

	glShaderSource(shader, 1, &source, NULL);
	glCompileShader(shader);
	glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
	if (!ok) {
		glGetShaderInfoLog(shader, sizeof(said), NULL, said);
		fail("%s: %s", what, said);
	}
	glAttachShader(program, shader);
	return shader;
}

GLuint gl_use_program(GLuint program)
{
	char said[1024] = "";
	GLint ok;

	glLinkProgram(program);
	glGetProgramiv(program, GL_LINK_STATUS, &ok);
	if (!ok) {
		glGetProgramInfoLog(program, sizeof(said), NULL, said);
		fail("the shaders do not fit: %s", said);
	}
	glUseProgram(program);
	gl_check("the program");
	return program;
}
