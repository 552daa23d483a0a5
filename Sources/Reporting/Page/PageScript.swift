/// The page's script: turns each figure's JSON into a Chart.js chart in the colours of the style sheet.
///
/// The data travel as JSON and names are drawn on the canvas, so no text of the report is ever read as markup or code.
/// If anything fails, the pictures go away and the tables unfold.
let pageScript = #"""
  (() => {
    'use strict';
    const figures = [...document.querySelectorAll('figure')].filter(figure => figure.querySelector('canvas'));
    let charts = [];

    const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
    const faded = (name, alpha) => color(name) + Math.round(alpha * 255).toString(16).padStart(2, '0');

    // Four significant digits, whole digits never dropped: the rule of Swift's Numeral.
    const number = value => {
      const magnitude = Math.abs(value);
      if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e15)) return String(Number(value.toPrecision(4)));
      const exponent = magnitude === 0 ? 0 : Math.floor(Math.log10(magnitude));
      return value.toLocaleString('en', { maximumFractionDigits: Math.max(0, 3 - exponent) });
    };
    const withUnit = (text, axis) => axis.unit ? `${text} ${axis.unit}` : text;
    const isStacked = chart => chart.bars.some(bars => !bars.bases);
    const signed = value => (value > 0 ? '+' : '') + number(value);

    const shapes = ['circle', 'rectRot', 'triangle', 'rect', 'star', 'crossRot'];
    // Shapes that are lines without an inside.
    const strokes = ['star', 'crossRot'];

    function seriesDataset(series, index) {
      const isReference = series.mark === 'reference';
      const isDense = series.points.length > 400;
      const hasDots = ['points', 'connectedPoints', 'steps'].includes(series.mark);
      const hue = color(isReference ? 'ink' : series.hue);
      const shape = shapes[index % shapes.length];
      return {
        series,
        type: 'line',
        label: series.name,
        data: series.points,
        showLine: series.mark !== 'points',
        stepped: series.mark === 'steps' ? 'before' : false,
        borderColor: hue,
        borderWidth: isReference ? 1.5 : 2,
        borderDash: isReference ? [6, 4] : [],
        backgroundColor: isDense ? faded(series.hue, 0.55) : hue,
        pointBorderWidth: hasDots ? 1 : 2,
        pointBorderColor: !hasDots || strokes.includes(shape) ? hue : isDense ? 'transparent' : color('card'),
        pointStyle: hasDots ? shape : 'line',
        pointRadius: hasDots ? (isDense ? 2 : 4.5) : 0,
        pointHoverRadius: hasDots ? 6 : 0,
        pointHitRadius: isReference ? 0 : 8,
        order: isReference ? -1000 : -index,
      };
    }

    function barsDataset(bars) {
      return {
        bars,
        label: bars.name,
        data: bars.values.map((value, index) =>
          bars.bases && value !== null ? [bars.bases[index], bars.bases[index] + value] : value),
        backgroundColor: color(bars.hue),
        borderColor: color('card'),
        borderWidth: bars.bases ? 0 : 1,
        borderSkipped: false,
        grouped: false,
        maxBarThickness: 30,
        pointStyle: 'rect',
      };
    }

    // What an axis must reach besides the coordinates that Chart.js sees: intervals, rules.
    function reach(name, chart) {
      const intervals = chart.series.filter(series => series.mark !== 'reference')
        .flatMap(series => series.points.flatMap(point => point[name + 'Interval'] ?? []));
      const rules = chart.rules.filter(rule => rule.axis === name).map(rule => rule.value);
      return [...intervals, ...rules].filter(value => value !== null && !(chart[name].logarithmic && value <= 0));
    }

    function scale(name, chart) {
      const axis = chart[name];
      const extremes = reach(name, chart);
      const options = {
        type: axis.categories ? 'category' : axis.logarithmic ? 'logarithmic' : 'linear',
        title: { display: true, text: axis.label, color: color('soft') },
        grid: { color: axis.categories ? 'transparent' : line => line.tick?.value === 0 ? color('soft') : color('grid') },
        ticks: { color: color('soft'), maxRotation: 0 },
        stacked: isStacked(chart),
        min: axis.range?.[0] ?? undefined,
        max: axis.range?.[1] ?? undefined,
        suggestedMin: extremes.length ? extremes.reduce((a, b) => Math.min(a, b)) : undefined,
        suggestedMax: extremes.length ? extremes.reduce((a, b) => Math.max(a, b)) : undefined,
      };
      if (axis.categories) {
        Object.assign(options, { labels: axis.categories, offset: true });
        Object.assign(options.ticks, { color: color('ink'), autoSkip: false });
      } else {
        // Room for the values beside floating bars.
        if (!axis.range && chart.bars.some(bars => bars.bases)) options.grace = '12%';
        // The ends of a range given in the data are no round numbers: grid lines there, labels not.
        options.ticks.includeBounds = !axis.range;
      }
      if (axis.logarithmic) {
        options.afterBuildTicks = built => {
          const round = built.ticks.filter(({ value }) => /^[125]\.0*e/.test(value.toExponential(6)));
          if (round.length > 1) built.ticks = round;
        };
        options.ticks.callback = value => number(value);
      }
      return options;
    }

    function tooltip(chart) {
      const { x, y, spans } = chart;
      const interval = ends => ends && ends.every(end => end !== null) ? ` (${number(ends[0])} to ${number(ends[1])})` : '';
      const valueAxis = y.categories ? x : y;
      const ofPoint = {
        title: items => items[0].dataset.label,
        label: ({ raw }) => [
          `${x.title}: ${withUnit(number(raw.x), x)}${interval(raw.xInterval)}`,
          `${y.title}: ${withUnit(number(raw.y), y)}${interval(raw.yInterval)}`,
          ...spans.filter(span => span.range[0] <= raw.x && raw.x <= span.range[1]).map(span => span.label),
          ...(raw.note ?? []),
        ],
      };
      const ofBars = {
        label: ({ dataset, dataIndex }) => {
          const value = dataset.bars.values[dataIndex];
          const isChange = dataset.bars.bases && dataset.bars.bases[dataIndex] !== 0;
          return `${dataset.label}: ${withUnit(isChange ? signed(value) : number(value), valueAxis)}`;
        },
        footer: items => {
          const total = items.reduce((sum, item) => sum + item.dataset.bars.values[item.dataIndex], 0);
          return items.length > 1 ? `total: ${withUnit(number(total), valueAxis)}` : '';
        },
      };
      return {
        callbacks: chart.bars.length ? ofBars : ofPoint,
        filter: item => item.raw !== null,
        backgroundColor: color('ink'), titleColor: color('card'), bodyColor: color('card'), footerColor: color('card'),
        position: 'nearest', padding: 10, cornerRadius: 6,
        displayColors: isStacked(chart), usePointStyle: true,
      };
    }

    // Chart.js's own legend, with the shaded spans after the data; only data can be switched off.
    function legend({ series, bars, spans }) {
      const { generateLabels } = Chart.defaults.plugins.legend.labels;
      const { onClick } = Chart.defaults.plugins.legend;
      const spanLabels = [...new Map(spans.map(span => [span.label + span.hue, span])).values()].map(span => ({
        text: span.label, fontColor: color('ink'), fillStyle: faded(span.hue, 0.3), lineWidth: 0, pointStyle: 'rect',
      }));
      return {
        display: series.length + bars.length + spans.length > 1,
        align: 'start',
        labels: {
          color: color('ink'), usePointStyle: true, boxHeight: 9, padding: 16,
          generateLabels: chart =>
            [...generateLabels(chart).sort((a, b) => a.datasetIndex - b.datasetIndex), ...spanLabels],
        },
        onClick(event, item, legend) {
          if (item.datasetIndex !== undefined) onClick.call(this, event, item, legend);
        },
      };
    }

    function build(figure) {
      const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
      const isBars = data.bars.length > 0;
      return new Chart(figure.querySelector('canvas'), {
        type: isBars ? 'bar' : 'line',
        data: { datasets: isBars ? data.bars.map(barsDataset) : data.series.map(seriesDataset) },
        plugins: [marks(data, { color, faded, number, signed, withUnit })],
        options: {
          locale: 'en',
          animation: false,
          maintainAspectRatio: false,
          indexAxis: data.y.categories ? 'y' : 'x',
          interaction: isStacked(data)
            ? { mode: 'index', axis: data.y.categories ? 'y' : 'x', intersect: false }
            : { mode: 'nearest', intersect: true },
          scales: { x: scale('x', data), y: scale('y', data) },
          plugins: { legend: legend(data), tooltip: tooltip(data) },
        },
      });
    }

    function draw() {
      charts.forEach(chart => chart.destroy());
      charts = [];
      try {
        Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
        charts = figures.map(build);
      } catch (error) {
        console.error(error);
        figures.forEach(figure => {
          figure.classList.replace('square', 'wide');
          figure.classList.add('undrawn');
          figure.querySelector('details').open = true;
        });
        document.querySelector('main').insertAdjacentHTML(
          'afterbegin', '<p class="notice">The charts could not be drawn; their tables hold the same numbers.</p>');
      }
    }

    // Paper is white whatever the screen is.
    addEventListener('beforeprint', () => { document.documentElement.dataset.scheme = 'light'; draw(); });
    addEventListener('afterprint', () => { delete document.documentElement.dataset.scheme; draw(); });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
    draw();
  })();
  """#
