// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: dbus-viewer BUS-ADDRESS
 *
 * A viewer of QEMU's -display dbus,gl=on, for as long as there is one: it gets the screen
 * as QEMU has it, as a dma-buf, and the cursor as QEMU's OpenGL read it. Commands are lines
 * on stdin, each is answered by a line on stdout, "ok" or what is wrong:
 *
 *   shot FILE.png          the screen with its cursor
 *   resize WIDTHxHEIGHT    what a viewer says whose window has this size now
 *
 * Interfaces: https://www.qemu.org/docs/master/interop/dbus-display.html; ours: listener.xml
 */
#include <drm_fourcc.h>
#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <linux/dma-buf.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "listener.h"	/* made of listener.xml */

#define CONSOLE_PATH	"/org/qemu/Display1/Console_0"
#define CONSOLE		"org.qemu.Display1.Console"
#define LISTENER_PATH	"/org/qemu/Display1/Listener"

struct cursor {
	gint32 x, y, width, height;
	gboolean on;
	guint32 *pixels;	/* premultiplied */
};

struct viewer {
	GMainLoop *loop;
	GDBusProxy *console;
	int screen;		/* a dma-buf, or -1 */
	guint32 width, height, stride, format;
	guint64 modifier;
	struct cursor cursor;
};

static void no_screen(struct viewer *v)
{
	if (v->screen >= 0)
		close(v->screen);
	v->screen = -1;
}

static void scanout_dmabuf(struct viewer *v, GVariant *args, GUnixFDList *fds)
{
	gint32 index;

	no_screen(v);
	g_variant_get(args, "(huuuutb)", &index, &v->width, &v->height, &v->stride,
		      &v->format, &v->modifier, NULL);
	v->screen = g_unix_fd_list_get(fds, index, NULL);
}

static void cursor_define(struct cursor *c, GVariant *args)
{
	GVariant *data = g_variant_get_child_value(args, 4);
	gsize size;
	const void *bytes = g_variant_get_fixed_array(data, &size, 1);

	g_variant_get_child(args, 0, "i", &c->width);
	g_variant_get_child(args, 1, "i", &c->height);
	g_free(c->pixels);
	c->pixels = NULL;
	if (size == (gsize)c->width * c->height * 4)
		c->pixels = g_memdup2(bytes, size);
	g_variant_unref(data);
}

static void on_call(GDBusConnection *conn, const gchar *sender, const gchar *path,
		    const gchar *interface, const gchar *method, GVariant *args,
		    GDBusMethodInvocation *call, gpointer data)
{
	GDBusMessage *message = g_dbus_method_invocation_get_message(call);
	struct viewer *v = data;

	if (!strcmp(method, "ScanoutDMABUF"))
		scanout_dmabuf(v, args, g_dbus_message_get_unix_fd_list(message));
	else if (!strcmp(method, "Scanout") || !strcmp(method, "Disable"))
		no_screen(v);
	else if (!strcmp(method, "MouseSet"))
		g_variant_get(args, "(iii)", &v->cursor.x, &v->cursor.y, &v->cursor.on);
	else if (!strcmp(method, "CursorDefine"))
		cursor_define(&v->cursor, args);
	g_dbus_method_invocation_return_value(call, NULL);
}

static GVariant *on_property(GDBusConnection *conn, const gchar *sender, const gchar *path,
			     const gchar *interface, const gchar *property, GError **error,
			     gpointer data)
{
	return g_variant_new_strv(NULL, 0);
}

static const GDBusInterfaceVTable listener = {
	.method_call = on_call,
	.get_property = on_property,
};

static void fail(const char *what, const GError *error)
{
	fprintf(stderr, "dbus-viewer: %s%s%s\n", what, error ? ": " : "",
		error ? error->message : "");
	exit(1);
}

/* QEMU calls its listeners on a connection of their own, of which it is the server. */
static void listen_to(struct viewer *v, int fd)
{
	GSocket *socket = g_socket_new_from_fd(fd, NULL);
	GIOStream *stream = G_IO_STREAM(g_socket_connection_factory_create_connection(socket));
	const GDBusInterfaceInfo *info = &org_qemu_display1_listener_interface;
	GError *error = NULL;
	GDBusConnection *conn;

	conn = g_dbus_connection_new_sync(stream, NULL,
					  G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
					  G_DBUS_CONNECTION_FLAGS_DELAY_MESSAGE_PROCESSING,
					  NULL, NULL, &error);
	if (!conn || !g_dbus_connection_register_object(conn, LISTENER_PATH,
							(GDBusInterfaceInfo *)info, &listener, v,
							NULL, &error))
		fail("QEMU's connection", error);
	g_dbus_connection_start_message_processing(conn);
}

static void register_listener(struct viewer *v)
{
	GUnixFDList *fds = g_unix_fd_list_new();
	GError *error = NULL;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) ||
	    g_unix_fd_list_append(fds, pair[1], NULL) < 0)
		fail("no socket", NULL);
	close(pair[1]);
	if (!g_dbus_proxy_call_with_unix_fd_list_sync(v->console, "RegisterListener",
						      g_variant_new("(h)", 0),
						      G_DBUS_CALL_FLAGS_NONE, -1, fds, NULL,
						      NULL, &error))
		fail("RegisterListener", error);
	g_object_unref(fds);
	listen_to(v, pair[0]);
}

static void on_qemu(GDBusConnection *bus, const gchar *name, const gchar *owner, gpointer data)
{
	struct viewer *v = data;
	GError *error = NULL;

	v->console = g_dbus_proxy_new_sync(bus, G_DBUS_PROXY_FLAGS_NONE, NULL, name,
					   CONSOLE_PATH, CONSOLE, NULL, &error);
	if (!v->console)
		fail("no console", error);
	register_listener(v);
}

static void on_no_qemu(GDBusConnection *bus, const gchar *name, gpointer data)
{
	struct viewer *v = data;

	if (v->console)
		g_main_loop_quit(v->loop);
}

static void sync_screen(const struct viewer *v, guint64 flags)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_READ | flags };

	ioctl(v->screen, DMA_BUF_IOCTL_SYNC, &sync);
}

static guint32 blend(guint32 under, guint32 over)
{
	guint32 rest = 255 - (over >> 24), out = 0, shift;

	for (shift = 0; shift < 24; shift += 8)
		out |= ((over >> shift & 0xff) + (under >> shift & 0xff) * rest / 255) << shift;
	return out;
}

static void draw_cursor(const struct viewer *v, guint32 *to)
{
	const struct cursor *c = &v->cursor;
	gint32 x, y;

	if (!c->on || !c->pixels)
		return;
	for (y = MAX(0, -c->y); y < c->height && c->y + y < (gint32)v->height; y++)
		for (x = MAX(0, -c->x); x < c->width && c->x + x < (gint32)v->width; x++) {
			guint32 *at = to + (gsize)(c->y + y) * v->width + c->x + x;

			*at = blend(*at, c->pixels[y * c->width + x]);
		}
}

static const char *save(const struct viewer *v, const char *from, const char *path)
{
	png_image png = { .version = PNG_IMAGE_VERSION, .width = v->width,
			  .height = v->height, .format = PNG_FORMAT_BGRA };
	guint32 *to = g_malloc_n(v->height, v->width * 4);
	gsize i, pixels = (gsize)v->width * v->height;
	guint32 y;
	int ok;

	for (y = 0; y < v->height; y++)
		memcpy(to + (gsize)y * v->width, from + (gsize)y * v->stride, v->width * 4);
	draw_cursor(v, to);
	for (i = 0; i < pixels; i++)
		to[i] |= 0xff000000;
	ok = png_image_write_to_file(&png, path, 0, to, 0, NULL);
	g_free(to);
	return ok ? "ok" : "the file cannot be written";
}

static const char *shot(const struct viewer *v, const char *path)
{
	gsize size = (gsize)v->stride * v->height;
	const char *answer;
	char *from;

	if (v->screen < 0)
		return "QEMU shows no dma-buf";
	if (v->modifier != DRM_FORMAT_MOD_LINEAR || v->format != DRM_FORMAT_XRGB8888)
		return "the screen is tiled, or has no format that is known here";
	from = mmap(NULL, size, PROT_READ, MAP_SHARED, v->screen, 0);
	if (from == MAP_FAILED)
		return strerror(errno);
	sync_screen(v, DMA_BUF_SYNC_START);
	answer = save(v, from, path);
	sync_screen(v, DMA_BUF_SYNC_END);
	munmap(from, size);
	return answer;
}

static const char *resize(const struct viewer *v, const char *size)
{
	guint32 width, height;
	GVariant *ret;

	if (!v->console)
		return "there is no QEMU yet";
	if (sscanf(size, "%ux%u", &width, &height) != 2)
		return "no size";
	ret = g_dbus_proxy_call_sync(v->console, "SetUIInfo",
				     g_variant_new("(qqiiuu)", 0, 0, 0, 0, width, height),
				     G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
	if (!ret)
		return "QEMU refuses";
	g_variant_unref(ret);
	return "ok";
}

static const char *do_command(struct viewer *v, const char *line)
{
	if (g_str_has_prefix(line, "shot "))
		return shot(v, line + 5);
	if (g_str_has_prefix(line, "resize "))
		return resize(v, line + 7);
	return "unknown command";
}

static gboolean on_stdin(GIOChannel *in, GIOCondition condition, gpointer data)
{
	struct viewer *v = data;
	gchar *line;
	gsize end;

	if (g_io_channel_read_line(in, &line, NULL, &end, NULL) != G_IO_STATUS_NORMAL) {
		g_main_loop_quit(v->loop);
		return G_SOURCE_REMOVE;
	}
	line[end] = '\0';
	puts(do_command(v, line));
	fflush(stdout);
	g_free(line);
	return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
	const GDBusConnectionFlags flags = G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
					   G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION;
	struct viewer v = { .screen = -1 };
	GError *error = NULL;
	GDBusConnection *bus;

	if (argc != 2) {
		fprintf(stderr, "usage: dbus-viewer BUS-ADDRESS\n");
		return 2;
	}
	v.loop = g_main_loop_new(NULL, FALSE);
	bus = g_dbus_connection_new_for_address_sync(argv[1], flags, NULL, NULL, &error);
	if (!bus)
		fail("no bus", error);
	g_bus_watch_name_on_connection(bus, "org.qemu", G_BUS_NAME_WATCHER_FLAGS_NONE,
				       on_qemu, on_no_qemu, &v, NULL);
	g_io_add_watch(g_io_channel_unix_new(0), G_IO_IN | G_IO_HUP, on_stdin, &v);
	g_main_loop_run(v.loop);
	return 0;
}
