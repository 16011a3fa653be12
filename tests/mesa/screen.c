// SPDX-License-Identifier: GPL-2.0-only
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include <xf86drm.h>

#include "gl.h"
#include <GLES2/gl2ext.h>
#include "gpu.h"
#include "screen.h"

/* The GPU of the test bed draws slowly, and a flip waits for what was drawn. */
#define FLIP_MS		20000

static void make_framebuffer(struct screen *s, unsigned int n, EGLDisplay egl, GLuint depth)
{
	PFNEGLCREATEIMAGEKHRPROC create_image =
		(PFNEGLCREATEIMAGEKHRPROC)eglGetProcAddress("eglCreateImageKHR");
	PFNGLEGLIMAGETARGETRENDERBUFFERSTORAGEOESPROC storage =
		(PFNGLEGLIMAGETARGETRENDERBUFFERSTORAGEOESPROC)
		eglGetProcAddress("glEGLImageTargetRenderbufferStorageOES");
	EGLImageKHR image;
	GLuint colour;

	image = create_image(egl, EGL_NO_CONTEXT, EGL_NATIVE_PIXMAP_KHR, s->bo[n], NULL);
	if (image == EGL_NO_IMAGE_KHR)
		fail("no image of a buffer: 0x%x", eglGetError());
	glGenRenderbuffers(1, &colour);
	glBindRenderbuffer(GL_RENDERBUFFER, colour);
	storage(GL_RENDERBUFFER, image);
	glGenFramebuffers(1, &s->framebuffer[n]);
	glBindFramebuffer(GL_FRAMEBUFFER, s->framebuffer[n]);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour);
	glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, depth);
	if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE)
		fail("nothing can be drawn into a buffer");
}

static void make_buffer(struct screen *s, unsigned int n)
{
	struct display *d = &s->display;
	u32 width = d->mode.hdisplay, height = d->mode.vdisplay;

	s->bo[n] = gbm_bo_create(s->gbm, width, height, GBM_FORMAT_XRGB8888,
				 GBM_BO_USE_SCANOUT | GBM_BO_USE_RENDERING);
	if (!s->bo[n])
		fail("no buffer: %s", strerror(errno));
	if (drmModeAddFB(d->fd, width, height, 24, 32, gbm_bo_get_stride(s->bo[n]),
			 gbm_bo_get_handle(s->bo[n]).u32, &d->frame[n].id))
		fail("cannot show a buffer: %s", strerror(errno));
}

void screen_open(struct screen *s, const char *device)
{
	struct display *d = &s->display;
	EGLDisplay egl;
	GLuint depth;
	unsigned int n;

	display_find(d, gpu_open_fd(device));
	/* Whoever opens the device first has the display. */
	drmDropMaster(d->fd);
	s->gbm = gbm_create_device(d->fd);
	if (!s->gbm)
		fail("no GBM");
	egl = eglGetPlatformDisplay(EGL_PLATFORM_GBM_KHR, s->gbm, NULL);
	gl_make_context_on(egl);
	glGenRenderbuffers(1, &depth);
	glBindRenderbuffer(GL_RENDERBUFFER, depth);
	glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT24, d->mode.hdisplay,
			      d->mode.vdisplay);
	for (n = 0; n < 2; n++) {
		make_buffer(s, n);
		make_framebuffer(s, n, egl, depth);
	}
	gl_check("the buffers");
}

void screen_use(const struct screen *s)
{
	glBindFramebuffer(GL_FRAMEBUFFER, s->framebuffer[s->back]);
}

static void on_flip(int fd, unsigned int frame, unsigned int sec, unsigned int usec, void *data)
{
	(void)fd, (void)frame, (void)sec, (void)usec;
	++*(unsigned int *)data;
}

static void flip(struct screen *s)
{
	drmEventContext context = { .version = 2, .page_flip_handler = on_flip };
	struct display *d = &s->display;
	struct pollfd poll_fd = { .fd = d->fd, .events = POLLIN };

	if (drmModePageFlip(d->fd, d->crtc, d->frame[s->back].id, DRM_MODE_PAGE_FLIP_EVENT,
			    &s->flips))
		fail("flip %u: refused: %s", s->flips, strerror(errno));
	if (poll(&poll_fd, 1, FLIP_MS) <= 0)
		fail("flip %u: no event within %d ms", s->flips, FLIP_MS);
	if (drmHandleEvent(d->fd, &context))
		fail("cannot read events: %s", strerror(errno));
}

static void take(struct screen *s)
{
	struct display *d = &s->display;

	if (drmSetMaster(d->fd))
		fail("somebody else has the display: %s", strerror(errno));
	if (drmModeSetCrtc(d->fd, d->crtc, d->frame[s->back].id, 0, 0, &d->connector, 1, &d->mode))
		fail("cannot set the mode %s: %s", d->mode.name, strerror(errno));
	s->shown = true;
}

void screen_show(struct screen *s)
{
	glFlush();
	if (s->shown)
		flip(s);
	else
		take(s);
	s->back = !s->back;
}

void screen_leave(struct screen *s)
{
	drmDropMaster(s->display.fd);
	s->shown = false;
}
