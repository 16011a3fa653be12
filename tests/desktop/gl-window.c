// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: gl-window END
 *
 * A Wayland client that draws by OpenGL ES: the window of window.h, one frame after another, until
 * the file END exists. The floor and the box are surfaces of their own. The box' state is part of
 * the window's, so that a compositor never shows parts of two frames. The last line is
 *
 *   gl-window FRAMES frames RENDERER
 */
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl31.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-client.h>
#include <wayland-egl.h>

#include "fail.h"
#include "gl.h"
#include "window.h"
#include "xdg-shell.h"

#define FRAME_MS	200

static struct wl_compositor *compositor;
static struct wl_subcompositor *subcompositor;
static struct xdg_wm_base *shell;
static bool configured, closed;

/** struct pane - a surface with its program */
struct pane {
	struct wl_surface *surface;
	EGLSurface egl;
	GLuint program;
};

static const char * const vertex_shader =
	"#version 310 es\n"
	"void main() {\n"
	"	gl_Position = vec4(gl_VertexID & 1, gl_VertexID >> 1, 0.0, 0.5) * 2.0 - 1.0;\n"
	"	gl_Position.w = 1.0;\n"
	"}\n";
static const char * const floor_shader =
	"#version 310 es\n"
	"precision highp float;\n"
	"uniform vec4 one, other;\n"
	"uniform int move;\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	ivec2 at = ivec2(int(gl_FragCoord.x) + move, 159 - int(gl_FragCoord.y)) / 20;\n"
	"	pixel = ((at.x + at.y) & 1) == 1 ? one : other;\n"
	"}\n";
static const char * const box_shader =
	"#version 310 es\n"
	"precision highp float;\n"
	"uniform vec4 colour[4];\n"
	"out vec4 pixel;\n"
	"void main() {\n"
	"	int right = int(gl_FragCoord.x) / 30, low = (47 - int(gl_FragCoord.y)) / 24;\n"
	"	pixel = colour[low * 2 + right];\n"
	"}\n";

/* ---- Wayland ---- */

static void found(void *data, struct wl_registry *registry, uint32_t name, const char *interface,
		  uint32_t version)
{
	(void)data;
	(void)version;
	if (!strcmp(interface, wl_compositor_interface.name))
		compositor = wl_registry_bind(registry, name, &wl_compositor_interface, 1);
	else if (!strcmp(interface, wl_subcompositor_interface.name))
		subcompositor = wl_registry_bind(registry, name, &wl_subcompositor_interface, 1);
	else if (!strcmp(interface, xdg_wm_base_interface.name))
		shell = wl_registry_bind(registry, name, &xdg_wm_base_interface, 1);
}

static void lost(void *data, struct wl_registry *registry, uint32_t name)
{
	(void)data;
	(void)registry;
	(void)name;
}

static const struct wl_registry_listener registry_events = { found, lost };

static void ping(void *data, struct xdg_wm_base *base, uint32_t serial)
{
	(void)data;
	xdg_wm_base_pong(base, serial);
}

static const struct xdg_wm_base_listener shell_events = { ping };

static void surface_configure(void *data, struct xdg_surface *surface, uint32_t serial)
{
	(void)data;
	xdg_surface_ack_configure(surface, serial);
	configured = true;
}

static const struct xdg_surface_listener surface_events = { surface_configure };

static void toplevel_configure(void *data, struct xdg_toplevel *toplevel, int32_t width,
			       int32_t height, struct wl_array *states)
{
	(void)data;
	(void)toplevel;
	(void)width;
	(void)height;
	(void)states;
}

static void toplevel_close(void *data, struct xdg_toplevel *toplevel)
{
	(void)data;
	(void)toplevel;
	closed = true;
}

static const struct xdg_toplevel_listener toplevel_events = {
	.configure = toplevel_configure,
	.close = toplevel_close,
};

static struct wl_display *open_display(void)
{
	struct wl_display *display = wl_display_connect(NULL);

	if (!display)
		fail("no compositor");
	wl_registry_add_listener(wl_display_get_registry(display), &registry_events, NULL);
	wl_display_roundtrip(display);
	if (!compositor || !subcompositor || !shell)
		fail("the compositor lacks something");
	xdg_wm_base_add_listener(shell, &shell_events, NULL);
	return display;
}

static struct wl_surface *open_window(struct wl_display *display)
{
	struct wl_surface *surface = wl_compositor_create_surface(compositor);
	struct xdg_surface *window = xdg_wm_base_get_xdg_surface(shell, surface);
	struct xdg_toplevel *toplevel = xdg_surface_get_toplevel(window);

	xdg_surface_add_listener(window, &surface_events, NULL);
	xdg_toplevel_add_listener(toplevel, &toplevel_events, NULL);
	xdg_toplevel_set_title(toplevel, "gl-window");
	wl_surface_commit(surface);
	while (!configured)
		if (wl_display_roundtrip(display) < 0)
			fail("the compositor is gone");
	return surface;
}

/* ---- OpenGL ES ---- */

static EGLDisplay egl;
static EGLConfig config;
static EGLContext context;

static void open_egl(struct wl_display *display)
{
	static const EGLint config_wanted[] = {
		EGL_SURFACE_TYPE, EGL_WINDOW_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_ES3_BIT,
		EGL_RED_SIZE, 8, EGL_GREEN_SIZE, 8, EGL_BLUE_SIZE, 8, EGL_ALPHA_SIZE, 0, EGL_NONE
	};
	static const EGLint context_wanted[] = {
		EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 1, EGL_NONE
	};
	EGLint n = 0;

	egl = eglGetPlatformDisplay(EGL_PLATFORM_WAYLAND_KHR, display, NULL);
	if (!eglInitialize(egl, NULL, NULL))
		fail("no display: 0x%x", eglGetError());
	eglBindAPI(EGL_OPENGL_ES_API);
	if (!eglChooseConfig(egl, config_wanted, &config, 1, &n) || n < 1)
		fail("no configuration: 0x%x", eglGetError());
	context = eglCreateContext(egl, config, EGL_NO_CONTEXT, context_wanted);
	if (context == EGL_NO_CONTEXT)
		fail("no context: 0x%x", eglGetError());
}

static void use_pane(const struct pane *pane)
{
	if (!eglMakeCurrent(egl, pane->egl, pane->egl, context))
		fail("the surface is not usable: 0x%x", eglGetError());
	/* What paces is the loop: a callback of the box would wait for the window. */
	eglSwapInterval(egl, 0);
	if (pane->program)
		glUseProgram(pane->program);
}

static struct pane make_pane(struct wl_surface *surface, int width, int height,
			     const char *shader)
{
	struct wl_egl_window *window = wl_egl_window_create(surface, width, height);
	struct pane pane = { .surface = surface };

	pane.egl = eglCreatePlatformWindowSurface(egl, config, window, NULL);
	if (pane.egl == EGL_NO_SURFACE)
		fail("no surface: 0x%x", eglGetError());
	use_pane(&pane);
	pane.program = glCreateProgram();
	gl_add_shader(pane.program, GL_VERTEX_SHADER, vertex_shader, "a shader");
	gl_add_shader(pane.program, GL_FRAGMENT_SHADER, shader, "a shader");
	glLinkProgram(pane.program);
	glUseProgram(pane.program);
	return pane;
}

static void set_colour(const struct pane *pane, const char *name, uint32_t colour)
{
	glUniform4f(glGetUniformLocation(pane->program, name), (float)(colour >> 16 & 0xff) / 255,
		    (float)(colour >> 8 & 0xff) / 255, (float)(colour & 0xff) / 255, 1);
}

/* Its buffer is committed. */
static void draw_pane(const struct pane *pane)
{
	glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
	if (glGetError() != GL_NO_ERROR || !eglSwapBuffers(egl, pane->egl))
		fail("a frame cannot be drawn");
}

/* ---- frames ---- */

static struct pane floor_pane, box_pane;
static struct wl_subsurface *box_place;

static void make_panes(struct wl_surface *window)
{
	struct wl_surface *box = wl_compositor_create_surface(compositor);
	char name[] = "colour[0]";
	int i;

	box_place = wl_subcompositor_get_subsurface(subcompositor, box, window);
	floor_pane = make_pane(window, WINDOW_WIDTH, WINDOW_HEIGHT, floor_shader);
	set_colour(&floor_pane, "one", FLOOR_ONE);
	set_colour(&floor_pane, "other", FLOOR_OTHER);
	box_pane = make_pane(box, BOX_WIDTH, BOX_HEIGHT, box_shader);
	for (i = 0; i < 4; i++) {
		name[7] = (char)('0' + i);
		set_colour(&box_pane, name, box_colours[i]);
	}
}

static void show(unsigned int frame)
{
	use_pane(&box_pane);
	draw_pane(&box_pane);
	wl_subsurface_set_position(box_place, box_x(frame), box_y(frame));
	use_pane(&floor_pane);
	glUniform1i(glGetUniformLocation(floor_pane.program, "move"), FLOOR_STEP * (int)frame);
	draw_pane(&floor_pane);
}

int main(int argc, char **argv)
{
	struct wl_display *display;
	unsigned int frame = 0;

	if (argc != 2)
		fail("usage: gl-window END");
	display = open_display();
	open_egl(display);
	make_panes(open_window(display));
	printf("gl-window on %s\n", (const char *)glGetString(GL_RENDERER));
	fflush(stdout);
	while (!closed && access(argv[1], F_OK)) {
		show(frame++ % WINDOW_FRAMES);
		if (wl_display_roundtrip(display) < 0)
			fail("the compositor is gone");
		if (frame == WINDOW_FRAMES) {
			printf("gl-window: shown\n");
			fflush(stdout);
		}
		usleep(FRAME_MS * 1000);
	}
	printf("gl-window %u frames %s\n", frame, (const char *)glGetString(GL_RENDERER));
	return 0;
}
