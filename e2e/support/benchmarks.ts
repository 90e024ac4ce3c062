// A small ScienceQA of our own in the authors' layout, for the worker's VITRINE_BENCHMARKS.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { png } from './png';

export function writeBenchmarks(folder: string): void {
  const at = path.join(folder, 'scienceqa');
  const image = path.join(at, 'images/test/2');
  mkdirSync(image, { recursive: true });
  writeFileSync(path.join(image, 'image.png'), png(7));
  const entry = (question: string, subject: string, image: string | null) => ({
    question,
    choices: ['this one', 'that one'],
    answer: 1,
    hint: '',
    image,
    grade: 'grade4',
    subject,
  });
  const problems = {
    '1': entry('Which of these melts?', 'natural science', null),
    '2': entry('Which of these is shown?', 'social science', 'image.png'),
    '3': entry('Which of these is a verb?', 'language science', null),
  };
  writeFileSync(path.join(at, 'problems.json'), JSON.stringify(problems));
  writeFileSync(path.join(at, 'pid_splits.json'), JSON.stringify({ test: ['1', '2', '3'] }));
}
