/// The part of the page's script that draws what Chart.js alone does not: spans, intervals, rules and bar values.
let pageMarks = #"""
  function marks(data, { color, faded, number, signed, withUnit }) {
    // Draws within the plotting area only.
    function clipped(chart, paint) {
      const { ctx, chartArea: area } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(area.left, area.top, area.width, area.height);
      ctx.clip();
      paint(ctx, area);
      ctx.restore();
    }

    function label(ctx, text, x, y, align) {
      ctx.font = '12px ' + Chart.defaults.font.family;
      ctx.textAlign = align;
      ctx.lineWidth = 4;
      ctx.lineJoin = 'round';
      ctx.strokeStyle = color('card');
      ctx.strokeText(text, x, y);
      ctx.fillStyle = color('ink');
      ctx.fillText(text, x, y);
    }

    function drawSpans(chart) {
      clipped(chart, (ctx, area) => {
        for (const span of data.spans) {
          const [left, right] = span.range.map(value => chart.scales.x.getPixelForValue(value));
          ctx.fillStyle = faded(span.hue, 0.16);
          ctx.fillRect(left, area.top, right - left, area.height);
        }
      });
    }

    function drawSpanLabels(chart) {
      clipped(chart, (ctx, area) => {
        for (const span of data.spans) {
          const [left, right] = span.range.map(value => chart.scales.x.getPixelForValue(value));
          ctx.font = '12px ' + Chart.defaults.font.family;
          if (ctx.measureText(span.label).width + 12 < right - left) label(ctx, span.label, left + 6, area.top + 16, 'left');
        }
      });
    }

    // The pixels of the points that have a drawable interval: where it is, and its two ends.
    function intervals(chart, series, name) {
      const [across, along] = name === 'xInterval' ? ['y', 'x'] : ['x', 'y'];
      return series.points
        .filter(point => point[name] && !point[name].includes(null) && point.x !== null && point.y !== null)
        .map(point => ({
          across: chart.scales[across].getPixelForValue(point[across]),
          ends: point[name].map(end => chart.scales[along].getPixelForValue(end)),
        }));
    }

    function drawBand(chart, series) {
      const places = intervals(chart, series, 'yInterval');
      clipped(chart, ctx => {
        ctx.beginPath();
        places.forEach(({ across, ends }) => ctx.lineTo(across, ends[0]));
        places.reverse().forEach(({ across, ends }) => ctx.lineTo(across, ends[1]));
        ctx.fillStyle = faded(series.hue, 0.16);
        ctx.fill();
      });
    }

    function drawWhiskers(chart, series, name) {
      const at = (along, across) => name === 'xInterval' ? [along, across] : [across, along];
      clipped(chart, ctx => {
        ctx.strokeStyle = faded(series.hue, 0.6);
        ctx.lineWidth = 1.25;
        ctx.beginPath();
        for (const { across, ends } of intervals(chart, series, name)) {
          ctx.moveTo(...at(ends[0], across));
          ctx.lineTo(...at(ends[1], across));
          for (const end of ends) {
            ctx.moveTo(...at(end, across - 3));
            ctx.lineTo(...at(end, across + 3));
          }
        }
        ctx.stroke();
      });
    }

    function drawIntervals(chart) {
      for (const { index } of chart.getSortedVisibleDatasetMetas()) {
        const { series } = chart.data.datasets[index];
        if (!series) continue;
        drawWhiskers(chart, series, 'xInterval');
        if (series.spread === 'band') drawBand(chart, series);
        else drawWhiskers(chart, series, 'yInterval');
      }
    }

    function drawRules(chart) {
      for (const rule of data.rules.filter(rule => rule.value !== null)) {
        const at = chart.scales[rule.axis].getPixelForValue(rule.value);
        clipped(chart, (ctx, area) => {
          ctx.beginPath();
          ctx.setLineDash([2, 3]);
          ctx.lineWidth = 1.5;
          ctx.strokeStyle = color('ink');
          ctx.moveTo(...(rule.axis === 'x' ? [at, area.top] : [area.left, at]));
          ctx.lineTo(...(rule.axis === 'x' ? [at, area.bottom] : [area.right, at]));
          ctx.stroke();
          ctx.setLineDash([]);
          if (rule.axis === 'y') return label(ctx, rule.label, area.right - 6, at - 6, 'right');
          const isLeft = at > (area.left + area.right) / 2;
          label(ctx, rule.label, at + (isLeft ? -6 : 6), area.top + 14, isLeft ? 'right' : 'left');
        });
      }
    }

    // The value beside each floating bar: a change with its sign, a total with its unit.
    function drawBarValues(chart, meta, bars) {
      const isHorizontal = Boolean(data.y.categories);
      const axis = isHorizontal ? data.x : data.y;
      meta.data.forEach((element, index) => {
        const value = bars.values[index];
        if (value === null) return;
        const text = bars.bases[index] === 0 ? withUnit(number(value), axis) : signed(value);
        const { x, y, base } = element.getProps(['x', 'y', 'base'], true);
        if (isHorizontal) label(chart.ctx, text, Math.max(x, base) + 6, y + 4, 'left');
        else label(chart.ctx, text, x, Math.min(y, base) - 6, 'center');
      });
    }

    return {
      id: 'marks',
      beforeDatasetsDraw: chart => {
        drawSpans(chart);
        drawIntervals(chart);
      },
      afterDatasetsDraw: chart => {
        drawSpanLabels(chart);
        drawRules(chart);
        chart.getSortedVisibleDatasetMetas().forEach(meta => {
          const { bars } = chart.data.datasets[meta.index];
          if (bars?.bases) drawBarValues(chart, meta, bars);
        });
      },
    };
  }
  """#
