import { describe, expect, it } from 'vitest';
import { board, corner, merged } from './board';
import {
  blamed,
  compare,
  editOf,
  flat,
  handedOver,
  staged,
  stagedDuty,
  stagedPlan,
  tints,
  toggled,
  unsound,
  withPreview,
} from './edits';
import { clicked, dragged, handlesOf, steppedBack } from './tools';
import type { Cell, Edit, Plan, Position, Rerouted } from './types';

const cells = board();
const across: Position[] = [corner(-0.5, 0.5), corner(1.5, 0.5)];
const assign: Edit = { op: 'assign', cells: ['00', '01'], person: 'W2' };

describe('a tool', () => {
  it('becomes an edit once nothing is missing', () => {
    expect(editOf({ kind: 'split', cell: '00', line: [corner(0, 0)], next: null })).toBeNull();
    expect(editOf({ kind: 'split', cell: '00', line: across, next: null })).toEqual({
      op: 'split',
      cell: '00',
      line: across,
    });
    expect(editOf({ kind: 'merge', cells: ['00'] })).toBeNull();
    expect(editOf({ kind: 'move', cells: ['00', '10'], line: across, moved: false })).toBeNull();
    expect(editOf({ kind: 'assign', cells: ['00'], person: undefined })).toBeNull();
    expect(editOf({ kind: 'assign', cells: ['00'], person: null })).toMatchObject({ person: null });
    expect(editOf({ kind: 'pin' })).toBeNull();
  });

  it('counts the point under the pointer while the line is drawn', () => {
    const [first, last] = across as [Position, Position];
    const edit = editOf({ kind: 'split', cell: '00', line: [first], next: last });
    expect(edit).toMatchObject({ line: across });
  });

  it('need not ask about a line that does not cross, or a border that leaves its cells', () => {
    expect(unsound({ op: 'split', cell: '00', line: across }, cells)).toBeNull();
    const short: Position[] = [corner(0.4, 0.5), corner(0.6, 0.5)];
    expect(unsound({ op: 'split', cell: '00', line: short }, cells)).toBe('not-across');
    const stray: Position[] = [corner(1, 0), corner(1.5, 1.5), corner(1, 1)];
    expect(unsound({ op: 'move', cells: ['00', '10'], line: stray }, cells)).toBe('strayed');
  });

  it('adds neighbours of one community to a merge and takes them out again', () => {
    expect(toggled(['00'], '10', cells)).toEqual(['00', '10']);
    expect(toggled(['00', '10'], '10', cells)).toEqual(['00']);
    expect(toggled(['00'], '11', cells)).toBe('not-adjacent');
    const other = cells.get('10') as Cell;
    const abroad = new Map(cells).set('10', {
      ...other,
      properties: { ...other.properties, community: 'C2' },
    });
    expect(toggled(['00'], '10', abroad)).toBe('other-community');
  });

  it('finds the border that two neighbours share, to be dragged', () => {
    const tool = clicked({ kind: 'move', cells: ['00'], line: [], moved: false }, corner(1.5, 0.5), cells);
    expect(tool).toEqual({
      kind: 'move',
      cells: ['00', '10'],
      line: [corner(1, 0), corner(1, 1)],
      moved: false,
    });
    expect(clicked({ kind: 'move', cells: ['00'], line: [], moved: false }, corner(1.5, 1.5), cells)).toBe(
      'not-adjacent',
    );
    expect(clicked({ kind: 'merge', cells: [] }, corner(9, 9), cells)).toBe('outside');
  });

  it('makes a vertex of a middle that is dragged, and goes on with it', () => {
    const tool = {
      kind: 'move',
      cells: ['00', '10'],
      line: [corner(1, 0), corner(1, 1)],
      moved: false,
    } as const;
    expect(handlesOf({ ...tool, cells: [...tool.cells], line: [...tool.line] })).toHaveLength(3);
    const [bent, at] = dragged(
      { ...tool, cells: [...tool.cells], line: [...tool.line] },
      0,
      true,
      corner(1.2, 0.5),
    );
    expect(at).toBe(1);
    expect(bent).toMatchObject({ moved: true, line: [corner(1, 0), corner(1.2, 0.5), corner(1, 1)] });
  });

  it('goes one step back', () => {
    expect(steppedBack({ kind: 'split', cell: '00', line: across, next: null })).toMatchObject({
      line: [across[0]],
    });
    expect(steppedBack({ kind: 'merge', cells: ['00', '10'] })).toMatchObject({ cells: ['00'] });
    expect(steppedBack({ kind: 'move', cells: ['00', '10'], line: across, moved: true })).toMatchObject({
      cells: ['00'],
      line: [],
      moved: false,
    });
  });
});

describe('edits that wait', () => {
  const plan = { edits: [assign, assign] } as unknown as Plan;
  const list = [staged(1, assign, null), stagedPlan(2, plan)];

  it('are sent in their order, a plan as all it consists of', () => {
    expect(flat(list)).toHaveLength(3);
    expect(list[1]?.what).toEqual(['00', '01']);
  });

  it('are told which of them a refusal is about', () => {
    expect(blamed(list, 'edits[0].line')).toBe(0);
    expect(blamed(list, 'edits[2].cells')).toBe(1);
    expect(blamed(list, 'edits[3].line')).toBe(2);
    expect(blamed(list, 'note')).toBe(2);
    expect(blamed(list, undefined)).toBe(2);
  });

  it('change the ground that the next tool works on', () => {
    const after = withPreview(cells, merged());
    expect([...after.keys()].sort()).toEqual(['00', '01', '11']);
    expect(after.get('00')?.properties).toMatchObject({
      area_m2: 20_000,
      community_name: '东社区',
      member: '张三',
    });
    expect(withPreview(cells, null).size).toBe(4);
  });
});

describe('an incident that changes hands', () => {
  it('is told by whoever changes: the first to act before the member, the member before the leader', () => {
    const [a, b] = [
      { code: 'A', name: '甲' },
      { code: 'B', name: '乙' },
    ];
    const who = (member: typeof a | null, leader: typeof a | null, other: typeof a | null = null) => ({
      cell: 'c',
      member,
      leader,
      other,
    });
    const over = (from: ReturnType<typeof who>, to: ReturnType<typeof who>) =>
      handedOver({ from, to } as Rerouted);
    expect(over(who(a, a), who(b, a))).toEqual([a, b]);
    expect(over(who(a, a), who(a, null))).toEqual([a, null]);
    expect(over(who(a, a), who(b, a, b))).toEqual([null, b]);
  });
});

describe('two versions', () => {
  it('differ cell by cell', () => {
    const after = withPreview(cells, merged());
    const cell = after.get('11') as Cell;
    after.set('11', { ...cell, properties: { ...cell.properties, member_code: 'W1' } });
    expect(compare(cells, after)).toEqual({
      ended: ['10'],
      fresh: [],
      reshaped: ['00'],
      reassigned: ['11'],
    });
    expect(compare(after, cells)).toMatchObject({ ended: [], fresh: ['10'] });
  });

  it('that are the same do not', () => {
    expect(compare(cells, board())).toEqual({ ended: [], fresh: [], reshaped: [], reassigned: [] });
  });
});

describe('tints', () => {
  it('differ between neighbours', () => {
    const chosen = tints(cells.values(), 8);
    expect(chosen.get('W1')).not.toBe(chosen.get('W2'));
  });

  it('run out rather than fail', () => {
    expect([...tints(cells.values(), 1).values()]).toEqual([0, 0]);
  });
});

describe('a duty that waits', () => {
  const add: Edit = {
    op: 'add_duty',
    person: 'L1',
    role: 'road_leader',
    road: 'R1',
    from_m: 0,
    to_m: 80,
    side: null,
    from: null,
    to: null,
    hours: '00:00-24:00',
  };

  it('is one item for the list, whether it is added, ended or changed', () => {
    expect(stagedDuty(1, [add], 'x')).toMatchObject({ kind: 'add_duty', what: ['R1'], label: 'x' });
    expect(stagedDuty(1, [{ op: 'end_duty', duty: 7 }], 'x')).toMatchObject({ kind: 'end_duty', what: [] });
    const changed = stagedDuty(1, [{ op: 'end_duty', duty: 7 }, add], 'x');
    expect(changed).toMatchObject({ kind: 'change_duty', what: ['R1'] });
    expect(flat([changed])).toHaveLength(2);
    expect(blamed([changed, staged(2, assign, null)], 'edits[1].person')).toBe(0);
    expect(blamed([changed, staged(2, assign, null)], 'edits[2].cells')).toBe(1);
  });

  it('names the cells it is about', () => {
    const cleaning: Edit = {
      op: 'add_duty',
      person: 'C1',
      role: 'cleaning_contractor',
      cells: ['00', '01'],
      from: null,
      to: null,
      hours: '07:00-21:00',
    };
    expect(stagedDuty(1, [cleaning], '').what).toEqual(['00', '01']);
  });
});
