import './tour.css';
import { useEffect, useRef, useState } from 'react';
import { useWorkbench } from '../state/workbench.ts';
import { Button } from '../ui/button.tsx';
import { t } from '../words/words.ts';
import { placeCard } from './place-card.ts';
import { endTour, goToStep } from './tour-actions.ts';
import { tourSteps } from './tour-steps.ts';

/** Panels open and flows are drawn while a step begins. */
const lookAgain = 150;

/** The step of the tour that is under way, beside what it tells of; the window can be used meanwhile. */
export function Tour() {
  const step = useWorkbench((s) => s.tour);
  // A dialog of the window comes before the tour.
  const busy = useWorkbench((s) => s.dialog !== null || s.leaving !== null);
  if (step === null || busy) return null;
  return <TourCard step={step} />;
}

const boxOf = (places: readonly string[]): DOMRect => places.map((place) => document.querySelector(place)).find((found) => found !== null)?.getBoundingClientRect() ?? new DOMRect(innerWidth / 2, innerHeight / 2, 0, 0);

function TourCard({ step }: { readonly step: number }) {
  const steps = tourSteps();
  const { title, text, at } = steps[step]!;
  const card = useRef<HTMLDivElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const [box, setBox] = useState(() => boxOf(at));
  const [place, setPlace] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const places = at.join('\n');
  useEffect(() => {
    const look = () => {
      const found = boxOf(places.split('\n'));
      setBox((old) => (old.x === found.x && old.y === found.y && old.width === found.width && old.height === found.height ? old : found));
      const { offsetWidth: width, offsetHeight: height } = card.current!;
      const to = placeCard(found, { width, height }, { width: innerWidth, height: innerHeight });
      setPlace((old) => (old?.x === to.x && old.y === to.y ? old : to));
    };
    look();
    const timer = setInterval(look, lookAgain);
    addEventListener('resize', look);
    return () => {
      clearInterval(timer);
      removeEventListener('resize', look);
    };
  }, [places]);
  // Not before the card stands: what is hidden takes no focus.
  const stands = place !== null;
  useEffect(() => {
    if (stands) next.current?.focus();
  }, [stands]);
  const last = step === steps.length - 1;
  return (
    <>
      <div className="tour-spot" aria-hidden="true" style={{ left: box.x - 4, top: box.y - 4, width: box.width + 8, height: box.height + 8 }} />
      <div
        ref={card}
        className="tour-card"
        role="dialog"
        aria-labelledby="tour-title"
        aria-describedby="tour-text"
        data-testid="tour"
        style={place === null ? { visibility: 'hidden' } : { left: place.x, top: place.y }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') endTour();
          else if (event.key === 'ArrowRight' && !last) goToStep(step + 1);
          else if (event.key === 'ArrowLeft' && step > 0) goToStep(step - 1);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div aria-live="polite">
          <h2 id="tour-title">{title}</h2>
          <p id="tour-text">{text}</p>
        </div>
        <div className="tour-foot">
          <span className="muted">{t('{step} of {all}', { step: step + 1, all: steps.length })}</span>
          <span className="spacer" />
          {last ? null : (
            <Button size="small" variant="ghost" onClick={endTour} data-testid="tour-end">
              {t('End the tour')}
            </Button>
          )}
          {step === 0 ? null : (
            <Button size="small" onClick={() => goToStep(step - 1)}>
              {t('Back')}
            </Button>
          )}
          <Button ref={next} size="small" variant="primary" onClick={() => (last ? endTour() : goToStep(step + 1))} data-testid="tour-next">
            {last ? t('Done') : t('Next')}
          </Button>
        </div>
      </div>
    </>
  );
}
