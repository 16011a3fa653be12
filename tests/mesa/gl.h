/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * OpenGL ES 3.1 for the programs here.
 */
#ifndef TESTS_MESA_GL_H
#define TESTS_MESA_GL_H

#include <EGL/egl.h>
#include <GLES3/gl32.h>

#include "fail.h"

/** gl_make_context() - make a context without a display, which is told of resets, and use it */
void gl_make_context(void);

/** gl_make_context_on() - the same on an EGL display, of which it uses no surfaces */
void gl_make_context_on(EGLDisplay display);

/** gl_check() - end the program if OpenGL found an error, or the context was in a reset */
void gl_check(const char *what);

/** gl_reset_status() - whether the context was in a reset since this was called last */
GLenum gl_reset_status(void);

/** gl_add_shader() - compile a shader into a program; @what names it in a message */
GLuint gl_add_shader(GLuint program, GLenum type, const char *source, const char *what);

/** gl_use_program() - link a program, and use it */
GLuint gl_use_program(GLuint program);

#endif /* TESTS_MESA_GL_H */
