// SPDX-License-Identifier: GPL-2.0-only
/*
 * Show samples on a terminal, with ncurses.
 */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <ncurses.h>

#include "columns.h"
#include "history.h"
#include "output.h"

#define TITLE_WIDTH	18
#define TITLE_SHORT	5
#define POLL_MS		200
/* From this width on, the history is beside the bars. */
#define HISTORY_WIDTH	66
/* So long the screen says that a vGPU went. */
#define GONE_NS		10000000000ull

/* Pairs of colours. */
enum { COLOR_LOW = 1, COLOR_MIDDLE, COLOR_HIGH, COLOR_OF_HOST };

/**
 * struct state - what is shown, and how
 * @screen: ncurses' own
 * @first: index of the first vGPU shown, if there are more than lines
 * @column: the first counter shown, if there are more than fit
 * @order: what the vGPUs are sorted by
 * @reverse: the other way round
 * @color: colours are used
 * @utf8: the terminal has more than ASCII
 * @history_only: show the history instead of the bars
 * @help: show the keys
 * @gone: what to say of the vGPU that went last
 * @gone_ns: when it went
 * @history: of each engine
 */
static struct state {
	SCREEN *screen;
	int first;
	int column;
	enum order order;
	bool reverse;
	bool color;
	bool utf8;
	bool history_only;
	bool help;
	char gone[FIELD_SIZE];
	uint64_t gone_ns;
	struct history history[ENGINES];
} state;

static void start_colors(void)
{
	state.color = state.color && has_colors() && start_color() == OK &&
		use_default_colors() == OK;
	if (!state.color)
		return;
	init_pair(COLOR_LOW, COLOR_GREEN, -1);
	init_pair(COLOR_MIDDLE, COLOR_YELLOW, -1);
	init_pair(COLOR_HIGH, COLOR_RED, -1);
	init_pair(COLOR_OF_HOST, COLOR_CYAN, -1);
}

/**
 * screen_start() - take over the terminal
 * @order: what the vGPUs are sorted by
 * @reverse: the other way round
 * @color: use colours if the terminal has them
 *
 * Return: 0, or -ENOTTY if it is not a terminal that ncurses supports.
 */
int screen_start(enum order order, bool reverse, bool color)
{
	int i;

	setlocale(LC_ALL, "");
	/* Numbers look the same everywhere. */
	setlocale(LC_NUMERIC, "C");
	state.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	state.order = order;
	state.reverse = reverse;
	state.color = color;
	for (i = 0; i < ENGINES; i++)
		history_start(&state.history[i]);
	state.screen = newterm(NULL, stdout, stdin);
	if (!state.screen)
		return -ENOTTY;
	start_colors();
	cbreak();
	noecho();
	curs_set(0);
	keypad(stdscr, TRUE);
	return 0;
}

/**
 * screen_end() - restore the terminal
 */
void screen_end(void)
{
	endwin();
	delscreen(state.screen);
}

static attr_t color(int pair)
{
	return state.color ? COLOR_PAIR(pair) : 0;
}

static attr_t color_of(double percent)
{
	return color(percent < 60 ? COLOR_LOW : percent < 90 ? COLOR_MIDDLE : COLOR_HIGH);
}

static void put(int y, int x, attr_t attributes, const char *text, int width)
{
	if (y >= LINES || x >= COLS || width <= 0)
		return;
	attron(attributes);
	mvaddnstr(y, x, text, width < COLS - x ? width : COLS - x);
	attroff(attributes);
}

static int filled(double percent, int width)
{
	if (percent <= 0)
		return 0;
	return (percent < 100 ? percent : 100) * width / 100 + 0.5;
}

/* Draw a bar of @width with the number on it: first the vGPUs' part, then the host's. */
static void put_bar(int y, int x, int width, double vgpus, double host)
{
	char field[FIELD_SIZE], text[FIELD_SIZE];
	double all = host > 0 && vgpus >= 0 ? vgpus + host : vgpus;
	int first, both;

	if (width > FIELD_SIZE - 1)
		width = FIELD_SIZE - 1;
	column_percent(field, width, all);
	snprintf(text, sizeof(text), "%*s", width, field);
	first = filled(vgpus, width);
	both = filled(all, width);
	put(y, x, A_REVERSE | color_of(all), text, first);
	put(y, x + first, A_REVERSE | color(COLOR_OF_HOST), text + first, both - first);
	put(y, x + both, 0, text + both, width - both);
}

/* A number with a bar behind it: how much that is of what there is. */
static void put_share(int y, const struct item *item, const char *field, double percent)
{
	int width = filled(percent, item->width);

	put(y, item->x, A_REVERSE | color_of(percent), field, width);
	put(y, item->x + width, 0, field + width, item->width - width);
}

/* Draw the newest samples, the last of them at the right. */
static void put_history(int y, int x, int width, const struct history *history)
{
	static const char * const blocks[] = {
		" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
	};
	static const char * const ascii[] = { " ", ".", ":", "-", "=", "+", "*", "#", "@" };
	double percent;
	int i, level;

	for (i = 0; i < width; i++) {
		percent = history_get(history, width - 1 - i);
		level = percent > 0.5 ? 1 + (int)((percent < 100 ? percent : 99.9) / 12.5) : 0;
		attron(color_of(percent));
		mvaddstr(y, x + i, (state.utf8 ? blocks : ascii)[level]);
		attroff(color_of(percent));
	}
}

static int count_engines(const struct rates *rates)
{
	return __builtin_popcount(rates->engines);
}

/* A line for each engine: the bar, and the history where there is room, or instead. */
static int put_totals(int y, const struct rates *rates)
{
	int columns = COLS, width, i;
	bool wide = columns >= HISTORY_WIDTH, both = wide && !state.history_only;
	int title = wide ? TITLE_WIDTH : TITLE_SHORT;

	width = columns - title - 2;
	if (both)
		width = (width - 1) / 2;
	if (width > HISTORY)
		width = HISTORY;
	if (width > FIELD_SIZE - 1)
		width = FIELD_SIZE - 1;
	for (i = 0; i < ENGINES; i++) {
		if (!(rates->engines & 1u << i) || y >= LINES)
			continue;
		put(y, 0, 0, wide ? engine_names[i] : engine_short_titles[i], title);
		put(y, title, 0, "[", 1);
		if (state.history_only)
			put_history(y, title + 1, width, &state.history[i]);
		else
			put_bar(y, title + 1, width, rates->busy[i], rates->host_busy[i]);
		put(y, title + 1 + width, 0, "]", 1);
		if (both)
			put_history(y, title + 3 + width, COLS - title - 3 - width < width ?
				    COLS - title - 3 - width : width, &state.history[i]);
		y++;
	}
	return y;
}

static void put_titles(int y, const struct layout *layout)
{
	char field[FIELD_SIZE];
	int i;

	if (y >= LINES)
		return;
	attron(A_REVERSE);
	mvhline(y, 0, ' ', COLS);
	attroff(A_REVERSE);
	for (i = 0; i < layout->count; i++) {
		item_title(field, &layout->items[i]);
		put(y, layout->items[i].x, A_REVERSE, field, layout->items[i].width);
	}
}

static void put_row(int y, const struct layout *layout, const struct row *row)
{
	const struct item *item;
	char field[FIELD_SIZE];
	int i;

	for (i = 0; i < layout->count; i++) {
		item = &layout->items[i];
		if (item->kind == ITEM_ENGINE) {
			put_bar(y, item->x, item->width, row->rates->busy[item->index], UNKNOWN);
			continue;
		}
		item_text(field, item, row);
		if (item_share(item, row) >= 0) {
			put_share(y, item, field, item_share(item, row));
			continue;
		}
		put(y, item->x, item_alarms(item, row) ? A_BOLD | color(COLOR_HIGH) : 0, field,
		    item->width);
	}
}

static int put_table(int y, int last, const struct layout *layout, const struct sample *sample,
		     const struct rates *rates)
{
	struct row row;
	int v;

	put_titles(y++, layout);
	for (v = state.first; v < last; v++) {
		row = row_of(sample, rates, v);
		put_row(y++, layout, &row);
	}
	return y;
}

/* Number of vGPUs that fit on the screen: two tables with titles, and two blank lines. */
static int rows_for(int lines)
{
	int rows = (LINES - lines - 4) / 2;

	return rows > 1 ? rows : 1;
}

/* Print what fits, as much of it as fits. */
static void put_words(int y, const char * const *words)
{
	int x = 0, len;

	for (; *words; words++) {
		len = strlen(*words);
		if (!len || (x && x + 2 + len > COLS))
			continue;
		put(y, x ? x + 2 : 0, 0, *words, len);
		x += (x ? 2 : 0) + len;
	}
}

static void put_header(const struct sample *sample, int rows, double interval)
{
	char count[FIELD_SIZE], shown[FIELD_SIZE], monitor[FIELD_SIZE + 16], every[FIELD_SIZE];
	char sorted[FIELD_SIZE];
	bool more = sample->count > rows;
	const char * const words[] = { "vgt-top", count, monitor, more ? "up, down: more" : "", "q: quit",
				every, sorted, "?: keys", NULL };

	snprintf(count, sizeof(count), "%d vGPU%s", sample->count, sample->count == 1 ? "" : "s");
	if (more)
		snprintf(count, sizeof(count), "%d-%d of %d vGPUs", state.first + 1,
			 state.first + rows, sample->count);
	column_foreground(shown, sample->foreground);
	snprintf(monitor, sizeof(monitor), "monitor: %s", shown);
	snprintf(every, sizeof(every), "every %.1f s", interval);
	snprintf(sorted, sizeof(sorted), "by %s%s", order_names[state.order],
		 state.reverse ? ", reversed" : "");
	put_words(0, words);
}

/**
 * struct footer - the lines below the tables
 * @lines: which vGPU went, and which columns do not fit
 * @count: number of lines
 */
struct footer {
	char lines[3][FIELD_SIZE];
	int count;
};

static void make_footer(struct footer *footer, const struct layout *shares,
			const struct layout *counters, uint64_t now_ns)
{
	footer->count = 0;
	if (*state.gone && now_ns - state.gone_ns < GONE_NS)
		strcpy(footer->lines[footer->count++], state.gone);
	column_hidden(footer->lines[footer->count], COLS, shares);
	if (shares->hidden_count)
		footer->count++;
	if (counters->hidden_count)
		snprintf(footer->lines[footer->count++], FIELD_SIZE,
			 "left, right: %d more", counters->hidden_count);
}

static void put_footer(int y, const struct footer *footer)
{
	static const char low[] = "a higher terminal shows more";
	int i;

	for (i = 0; i < footer->count; i++)
		put(y++, 0, A_BOLD, footer->lines[i], FIELD_SIZE);
	if (y > LINES)
		put(LINES - 1, 0, A_REVERSE, low, sizeof(low) - 1);
}

static void put_help(int y)
{
	static const char * const lines[] = {
		"i id  n name  b busy  m memory",
		"s submissions  t traps: sort by it",
		"r  the other way round",
		"h  history instead of bars",
		"up, down      other vGPUs",
		"left, right   other counters",
		"q  quit       any key: back",
	};
	size_t i;

	put_words(0, (const char *[]){ "vgt-top " VGT_VERSION, NULL });
	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		put(y + i, 0, 0, lines[i], strlen(lines[i]));
}

/**
 * screen_sample() - take over a new sample
 * @sample: the sample
 * @rates: its rates
 */
void screen_sample(const struct sample *sample, const struct rates *rates)
{
	const struct vgpu *gone = rates->gone;
	int i;

	for (i = 0; i < ENGINES; i++)
		history_add(&state.history[i], rates->seconds <= 0 ? UNKNOWN : rates->busy[i] +
			    (rates->host_busy[i] > 0 ? rates->host_busy[i] : 0));
	if (!rates->gone_count)
		return;
	state.gone_ns = sample->time_ns;
	if (rates->gone_count > 1)
		snprintf(state.gone, sizeof(state.gone), "%d vGPUs are gone", rates->gone_count);
	else
		snprintf(state.gone, sizeof(state.gone), "vGPU %d is gone%s%s", gone->id,
			 *gone->vm ? ": " : "", gone->vm);
}

/* Keep the scroll positions within what there is. Return: the vGPU after the last shown. */
static int keep_within(const struct sample *sample, int rows)
{
	int end = layout_last_counter(COLS);

	if (state.first > sample->count - rows)
		state.first = sample->count - rows;
	if (state.first < 0)
		state.first = 0;
	if (state.column > end)
		state.column = end;
	if (state.column < 0)
		state.column = 0;
	return state.first + rows < sample->count ? state.first + rows : sample->count;
}

static void put_none(int y)
{
	put(y, 0, 0, "There is no vGPU:", FIELD_SIZE);
	put(y + 1, 0, 0, "'vgtctl create TYPE' makes one.", FIELD_SIZE);
	if (*state.gone)
		put(y + 3, 0, A_BOLD, state.gone, FIELD_SIZE);
}

static void put_vgpus(int y, const struct sample *sample, const struct rates *rates,
		      double interval)
{
	struct layout shares, counters;
	struct footer footer;
	int rows, last;

	layout_shares(&shares, COLS, rates->engines);
	layout_counters(&counters, COLS, state.column);
	make_footer(&footer, &shares, &counters, sample->time_ns);
	rows = rows_for(y + count_engines(rates) + footer.count);
	last = keep_within(sample, rows);
	put_header(sample, rows, interval);
	y = put_totals(y, rates) + 1;
	if (!sample->count) {
		put_none(y);
		return;
	}
	y = put_table(y, last, &shares, sample, rates) + 1;
	y = put_table(y, last, &counters, sample, rates);
	put_footer(y, &footer);
}

/**
 * screen_show() - draw a sample
 * @sample: the sample; its vGPUs are sorted
 * @rates: its rates
 * @interval: seconds to the next one
 *
 * Return: 0 or -ENOMEM.
 */
int screen_show(struct sample *sample, struct rates *rates, double interval)
{
	char gpu[FIELD_SIZE];
	int y = 1;

	if (order_apply(sample, rates, state.order, state.reverse))
		return -ENOMEM;
	erase();
	column_gpu(gpu, COLS, &sample->host, rates);
	if (*gpu)
		put(y++, 0, 0, gpu, FIELD_SIZE);
	if (state.help)
		put_help(y + 1);
	else
		put_vgpus(y + 1, sample, rates, interval);
	refresh();
	return 0;
}

/**
 * screen_message() - draw a message instead of a sample
 * @text: the message
 */
void screen_message(const char *text)
{
	erase();
	mvaddstr(0, 0, text);
	mvaddstr(3, 0, "q: quit");
	refresh();
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

/* Return: true if the key selects an order. */
static bool take_order(int key)
{
	int i;

	for (i = 0; i < ORDERS; i++) {
		if (key != order_names[i][0])
			continue;
		state.order = i;
		state.reverse = false;
		return true;
	}
	return false;
}

/* Return: the action of a key; SCREEN_TIME if it has none. */
static enum screen_event take_key(int key)
{
	if (state.help && key != ERR) {
		state.help = false;
		return key == 'q' ? SCREEN_QUIT : SCREEN_REDRAW;
	}
	if (take_order(key))
		return SCREEN_REDRAW;
	switch (key) {
	case 'q':
	case 'Q':
		return SCREEN_QUIT;
	case KEY_UP:
		state.first--;
		return SCREEN_REDRAW;
	case KEY_DOWN:
		state.first++;
		return SCREEN_REDRAW;
	case KEY_LEFT:
		state.column--;
		return SCREEN_REDRAW;
	case KEY_RIGHT:
		state.column++;
		return SCREEN_REDRAW;
	case 'r':
		state.reverse = !state.reverse;
		return SCREEN_REDRAW;
	case 'h':
		state.history_only = !state.history_only;
		return SCREEN_REDRAW;
	case '?':
		state.help = true;
		return SCREEN_REDRAW;
	case KEY_RESIZE:
		return SCREEN_REDRAW;
	}
	return SCREEN_TIME;
}

/**
 * screen_wait() - wait, and process keys
 * @until_ms: end of the wait, CLOCK_MONOTONIC
 * @stop: set by signals
 *
 * Return: why it ended.
 */
enum screen_event screen_wait(int64_t until_ms, const atomic_bool *stop)
{
	enum screen_event event;
	int64_t left;
	int key;

	while (!*stop && (left = until_ms - now_ms()) > 0) {
		/* Poll, so that a signal right before is noticed soon. */
		timeout(left < POLL_MS ? left : POLL_MS);
		key = getch();
		event = take_key(key);
		if (event != SCREEN_TIME)
			return event;
		/* Without a terminal to read from, getch() does not wait. */
		if (key == ERR && until_ms - now_ms() > left - POLL_MS / 2)
			napms(left < POLL_MS ? left : POLL_MS);
	}
	return *stop ? SCREEN_QUIT : SCREEN_TIME;
}
