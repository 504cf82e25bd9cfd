import{a as o}from"./chunk-ARJGVJGC.js";import"./chunk-IM6PI2CJ.js";import"./chunk-WMPA3EC6.js";import"./core.js";var e=o,p=4;export{p as indent,e as language};
